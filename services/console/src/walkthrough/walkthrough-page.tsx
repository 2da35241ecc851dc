import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { samples } from '../session/samples.ts';
import type { ConsoleStore } from '../session/store.ts';
import { type CardId, cardIds, isCardId } from './card.ts';
import { CardView } from './card-view.tsx';
import { cards } from './cards/index.ts';
import { Diagram } from './diagram.tsx';
import { FlowList } from './flow-list.tsx';
import type { Lights } from './lights.ts';
import { followLive } from './live-lights.ts';
import { neighbour, presenterAction } from './presenter-keys.ts';
import { lightsOf } from './replay.ts';
import { ReplayBar } from './replay-bar.tsx';
import { ReplayPlayer } from './replay-player.ts';
import { sampleRecord } from './sample-record.ts';
import './walkthrough.css';

export interface WalkthroughProps {
  readonly store: Pick<ConsoleStore, 'onEvent' | 'records' | 'versions' | 'playSample' | 'sampleId'>;
  /** Of the address: `asr` of `#/walkthrough/asr`. An unknown one shows the whole system. */
  readonly stage: string | undefined;
}

type Source = 'live' | 'replay';

/** What the page's header covers at most; a title above that is not in view. */
const headerPx = 96;

const addressOf = (card: CardId) => (card === 'overview' ? '#/walkthrough' : `#/walkthrough/${card}`);
const mayMove = () => !matches('(prefers-reduced-motion: reduce)');
const matches = (query: string) => window.matchMedia(query).matches;

/** The architecture with the stages lit by a real turn, and beside it the card of one stage. */
export function WalkthroughPage({ store, stage }: WalkthroughProps) {
  const records = store.records.value;
  const selected: CardId = stage !== undefined && isCardId(stage) ? stage : 'overview';
  const source = useSignal<Source>(records.length > 0 ? 'live' : 'replay');
  const isPresenting = useSignal(false);
  const isList = useSignal(matches('(max-width: 47.99rem)'));
  const record = records.at(-1) ?? sampleRecord;
  const player = useMemo(() => new ReplayPlayer(record), [record]);
  useEffect(() => {
    // A turn that ends while somebody presents takes the place of the one before it.
    if (isPresenting.value && mayMove()) player.play();
    return () => player.pause();
  }, [player]);

  const live = useMemo(() => followLive((listener) => store.onEvent(listener)), [store]);
  useEffect(() => live.stop, [live]);
  const replayLights = useReplayLights(player);
  // The first event of a conversation is shown live, unless somebody holds on to the replay.
  useEffect(
    () =>
      live.lights.subscribe((lights) => {
        if (Object.keys(lights).length > 0 && !player.isPlaying.value && !isPresenting.value) source.value = 'live';
      }),
    [live, player],
  );

  const go = (card: CardId) => {
    window.location.hash = addressOf(card);
  };
  const present = (isOn: boolean) => {
    isPresenting.value = isOn;
    if (!isOn) return;
    source.value = 'replay';
    if (mayMove()) player.play();
  };
  usePresenterKeys(isPresenting.value, selected, { go, toggle: () => player.toggle(), end: () => present(false) });
  useCardFocus(selected, isList.value);

  const lights: Lights = source.value === 'live' ? live.lights.value : replayLights.value;
  return (
    <div class={`walkthrough ${isPresenting.value ? 'is-presenting' : ''}`}>
      <header class="walkthrough-head">
        <div>
          <h1>Walkthrough</h1>
          <p>
            What each stage does, how long it may take, how it fails. Talk, and the stages light up; or replay a turn.
          </p>
        </div>
        <div class="walkthrough-tools">
          <fieldset class="walkthrough-source">
            <legend class="visually-hidden">What lights the stages</legend>
            {(['live', 'replay'] as const).map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name="walkthrough-source"
                  checked={source.value === value}
                  onChange={() => {
                    source.value = value;
                    if (value === 'live') player.pause();
                  }}
                />
                <span>{value === 'live' ? 'Live' : 'Replay'}</span>
              </label>
            ))}
          </fieldset>
          <button
            type="button"
            class="walkthrough-as-list"
            aria-pressed={isList.value}
            onClick={() => {
              isList.value = !isList.value;
            }}
          >
            As a list
          </button>
          <button
            type="button"
            class="walkthrough-present"
            aria-pressed={isPresenting.value}
            onClick={() => present(!isPresenting.value)}
          >
            {isPresenting.value ? 'End presenting' : 'Present'}
          </button>
        </div>
      </header>
      <div class="walkthrough-columns">
        <div class="walkthrough-drawing">
          <nav class="walkthrough-diagram" aria-label="Stages">
            {isList.value ? (
              <FlowList lights={lights} selected={selected} />
            ) : (
              <Diagram lights={lights} selected={selected} />
            )}
          </nav>
          {source.value === 'replay' ? (
            <ReplayBar player={player} what={records.length > 0 ? 'Your last turn' : 'A recorded turn'} />
          ) : (
            <LivePanel store={store} />
          )}
        </div>
        <div class="walkthrough-card">
          <StepLinks card={selected} />
          <CardView card={cards[selected]} records={records} sample={sampleRecord} running={store.versions.value} />
          <StepLinks card={selected} />
        </div>
      </div>
      {isPresenting.value && <PresenterBar card={selected} />}
    </div>
  );
}

/** The same object while nothing changes: a frame in which no light changed draws nothing. */
function useReplayLights(player: ReplayPlayer) {
  const last = useRef({ key: '', lights: {} as Lights });
  return useComputed(() => {
    const lights = lightsOf(player.record, player.positionMs.value);
    const key = Object.entries(lights)
      .map(([id, { kind, says }]) => `${id} ${kind} ${says}`)
      .join();
    if (key !== last.current.key) last.current = { key, lights };
    return last.current.lights;
  });
}

interface PresenterControls {
  go(card: CardId): void;
  toggle(): void;
  end(): void;
}

function usePresenterKeys(isOn: boolean, card: CardId, controls: PresenterControls): void {
  const latest = useRef({ card, controls });
  latest.current = { card, controls };
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      const action = presenterAction(event, latest.current.card, document.activeElement?.tagName ?? '');
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      if (action.kind === 'card') latest.current.controls.go(action.card);
      else if (action.kind === 'toggle') latest.current.controls.toggle();
      else latest.current.controls.end();
    };
    // Before the page's own keys: Escape ends the presentation here, not a reply.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [isOn]);
}

/** A card that was asked for gets the focus, so that it is read out and in view; the one the page opens with does not. */
function useCardFocus(card: CardId, isBelow: boolean): void {
  const shown = useRef(card);
  useEffect(() => {
    // A link to a card is meant to show it: on a phone the list stands above.
    if (isBelow && card !== 'overview') document.querySelector('.walkthrough-card')?.scrollIntoView({ block: 'start' });
  }, []);
  useEffect(() => {
    if (shown.current === card) return;
    shown.current = card;
    const title = document.getElementById('card-title');
    if (!title) return;
    title.focus({ preventScroll: true });
    const { top } = title.getBoundingClientRect();
    if (top < headerPx || top > window.innerHeight * 0.6) title.scrollIntoView({ block: 'start' });
  }, [card]);
}

/** Something to look at without leaving the page: questions that take the real path. */
function LivePanel({ store }: Pick<WalkthroughProps, 'store'>) {
  return (
    <section class="walkthrough-live" aria-label="Live">
      <p>Speak, if your microphone is open, or ask a question aloud and watch it pass:</p>
      <div class="walkthrough-samples">
        {samples.map(({ id, text, shows }) => (
          <button key={id} type="button" title={shows} onClick={() => void store.playSample(id)}>
            {store.sampleId.value === id ? '● ' : ''}“{text}”
          </button>
        ))}
      </div>
    </section>
  );
}

function StepLinks({ card }: { card: CardId }) {
  const before = neighbour(card, -1);
  const after = neighbour(card, 1);
  return (
    <p class="walkthrough-steps">
      {before !== card && (
        <a href={addressOf(before)} rel="prev">
          <span aria-hidden="true">←</span> {cards[before].title}
        </a>
      )}
      {after !== card && (
        <a href={addressOf(after)} rel="next" class="is-next">
          {cards[after].title} <span aria-hidden="true">→</span>
        </a>
      )}
    </p>
  );
}

function PresenterBar({ card }: { card: CardId }) {
  return (
    <aside class="presenter" aria-label="Presenting">
      <strong>
        {cardIds.indexOf(card) + 1} / {cardIds.length} {cards[card].title}
      </strong>
      <span>
        <kbd>←</kbd> <kbd>→</kbd> step
      </span>
      <span>
        <kbd>Space</kbd> hold
      </span>
      <span>
        <kbd>Esc</kbd> end
      </span>
    </aside>
  );
}
