import type { TurnRecord } from '@cascade/contracts';
import { useEffect, useRef } from 'preact/hooks';
import { samples } from '../session/samples.ts';
import type { ConsoleStore, Message, ReplyMessage, UserMessage } from '../session/store.ts';
import { Sources, turnAddress } from '../turns/index.ts';
import { Feedback } from './feedback.tsx';
import { Icon } from './icons.tsx';
import { TurnVerdict } from './turn-verdict.tsx';

export function MessageLog({ store }: { readonly store: ConsoleStore }) {
  const messages = store.messages.value;
  const log = useRef<HTMLElement>(null);
  useStickToEnd(log, messages, store.records.value);
  if (messages.length === 0) return <Welcome store={store} />;
  const turns = new Map(store.records.value.map((record) => [record.response?.response_id, record]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section ref={log} class="messages" aria-label="Messages" tabIndex={0}>
      <h1 class="visually-hidden">Conversation</h1>
      <ol>
        {messages.map((message) =>
          message.role === 'user' ? (
            <UserLine key={message.itemId} message={message} />
          ) : (
            <ReplyLine key={message.itemId} store={store} message={message} record={turns.get(message.responseId)} />
          ),
        )}
      </ol>
    </section>
  );
}

/** Follows what is newest, unless the user has scrolled up to read. */
function useStickToEnd(
  log: { readonly current: HTMLElement | null },
  messages: readonly Message[],
  records: readonly TurnRecord[],
): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = log.current;
    if (!element) return;
    const onScroll = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 48;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    // A banner above or a notice below takes its place from the messages.
    const resized = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      resized.disconnect();
    };
  }, [messages.length > 0]);
  useEffect(() => {
    const element = log.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [messages, records]);
}

function UserLine({ message }: { readonly message: UserMessage }) {
  const { stableText, unstableText, isFinal, failed } = message;
  return (
    <li class="message" data-role="user" data-final={isFinal} data-item-id={message.itemId}>
      <span class="speaker">You</span>
      <p class="words">
        {failed ? (
          <span class="not-understood">This could not be recognized.</span>
        ) : (
          <>
            <span class="stable">{stableText}</span>
            {unstableText !== '' && <span class="unstable">{unstableText}</span>}
            {!isFinal && <span class="caret" aria-hidden="true" />}
          </>
        )}
      </p>
    </li>
  );
}

interface ReplyLineProps {
  readonly store: ConsoleStore;
  readonly message: ReplyMessage;
  /** Of the turn that it answers, once that is over. */
  readonly record: TurnRecord | undefined;
}

function ReplyLine({ store, message, record }: ReplyLineProps) {
  const { heardText, soundingText, unheardText, status } = message;
  const wasCut = status === 'interrupted';
  return (
    <li class="message" data-role="assistant" data-status={status} data-item-id={message.itemId}>
      <span class="speaker">Cascade</span>
      <div>
        <p class="words">
          <span class="heard">{heardText}</span>
          {soundingText !== '' && <span class="sounding">{soundingText}</span>}
          {wasCut && <span class="cut"> {heardText === '' ? 'not heard' : 'interrupted'} </span>}
          {unheardText !== '' && <Unheard text={unheardText} wasCut={wasCut} />}
        </p>
        {record && (
          <div class="message-facts">
            <a href={turnAddress(record.turn_id)}>
              <TurnVerdict record={record} />
              <span class="visually-hidden"> – open this turn</span>
            </a>
            <Feedback store={store} record={record} />
          </div>
        )}
        {record && <Sources record={record} />}
      </div>
    </li>
  );
}

/** What is still to be said is lighter; what never was is struck through as well. */
function Unheard({ text, wasCut }: { readonly text: string; readonly wasCut: boolean }) {
  return wasCut ? <s class="unheard">{text.trimStart()}</s> : <span class="coming">{text}</span>;
}

/** Before the first word: what to do, and questions that ask themselves. */
function Welcome({ store }: { readonly store: ConsoleStore }) {
  const playing = store.sampleId.value;
  return (
    <div class="welcome">
      <h1>Talk to it.</h1>
      <p>
        Press the button and ask something, or let a sample ask for you. Interrupt whenever you like, and see where
        every millisecond went.
      </p>
      <ul class="welcome-samples">
        {samples.map(({ id, text, shows }) => (
          <li key={id}>
            <button
              type="button"
              class="welcome-sample"
              data-sample={id}
              data-playing={playing === id}
              onClick={() => void store.playSample(id)}
            >
              <span class="welcome-play">
                <Icon name="play" />
              </span>
              <q>{text}</q>
              <span class="welcome-shows">{shows}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
