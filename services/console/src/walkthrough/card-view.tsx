import type { TurnRecord } from '@cascade/contracts';
import type { ComponentChildren } from 'preact';
import { type Card, cardIds, type Presence } from './card.ts';
import { CodePathItem } from './code-path.tsx';
import { Figures } from './figures.tsx';
import { questionsOf } from './questions.ts';
import './card.css';

interface CardViewProps {
  readonly card: Card;
  /** Turns of this session, oldest first; empty before the first. */
  readonly records: readonly TurnRecord[];
  /** What the page falls back on, and says so. */
  readonly sample: TurnRecord;
  /** What runs now, by stage; empty while the service has not said. */
  readonly running: Readonly<Record<string, string>>;
}

export const presenceWords: Readonly<Record<Presence, string>> = {
  here: 'in this version',
  partly: 'in part',
  absent: 'not in this version',
};

/** All there is to say about one stage. */
export function CardView({ card, records, sample, running }: CardViewProps) {
  const asked = questionsOf(card.id);
  return (
    <article class="card" aria-labelledby="card-title">
      <header class="card-head">
        <p class="card-place">
          {cardIds.indexOf(card.id) + 1} of {cardIds.length}
          {card.presence !== 'here' && (
            <span class={`card-presence is-${card.presence}`}>{presenceWords[card.presence]}</span>
          )}
        </p>
        <h2 id="card-title" tabIndex={-1}>
          {card.title}
        </h2>
        <p class="card-role">{card.role}</p>
      </header>
      <Section title="In half a minute" id="pitch">
        {card.pitch.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </Section>
      <Figures card={card} records={records} sample={sample} running={running} />
      {card.ports.length > 0 && (
        <Section title="Contract" id="contract">
          <Ports card={card} />
        </Section>
      )}
      <Section title="Streams, and blocks" id="flow">
        <dl class="card-pairs">
          <dt>Streams</dt>
          <dd>{card.streams}</dd>
          <dt>Blocks</dt>
          <dd>{card.blocks}</dd>
        </dl>
      </Section>
      <Section title="How it fails, and what the user notices" id="failures">
        <ul class="card-failures">
          {card.failures.map(({ when, system, user, code }) => (
            <li key={when}>
              <p class="card-when">
                {when}
                {code && <code>{code}</code>}
              </p>
              <p>{sentence(system)}</p>
              <p class="card-user">
                <span>User:</span> {sentence(user)}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Evaluated, canaried, rolled back" id="practices">
        <dl class="card-pairs">
          {card.practices.map(({ topic, presence, text }) => (
            <div key={topic} class="card-practice">
              <dt>
                {topic} <span class={`card-presence is-${presence}`}>{presenceWords[presence]}</span>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {asked.length > 0 && (
        <Section title="Questions it answers" id="questions">
          {asked.map(({ id, topic, question, answer, here, cards }) => (
            <details key={`${card.id} ${id}`} class="card-question" open={cards[0] === card.id && asked.length < 3}>
              <summary>
                <span class="card-topic">{topic}</span>
                <span>{question}</span>
              </summary>
              {answer.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
              <p class="card-here">
                <span>Point at:</span> {here}
              </p>
            </details>
          ))}
        </Section>
      )}
      <Section title="In the code" id="code">
        <ul class="card-code">
          {card.code.map(({ path, what }) => (
            <CodePathItem key={path} path={path} what={what} />
          ))}
        </ul>
      </Section>
    </article>
  );
}

function Section({ title, id, children }: { title: string; id: string; children: ComponentChildren }) {
  return (
    <section class={`card-section is-${id}`} aria-labelledby={`card-${id}`}>
      <h3 id={`card-${id}`}>{title}</h3>
      {children}
    </section>
  );
}

function Ports({ card }: { card: Card }) {
  return (
    <ul class="card-ports">
      {card.ports.map(({ direction, peer, events, file }) => (
        <li key={`${direction} ${peer} ${file}`}>
          <p class="card-peer">
            <span aria-hidden="true">{direction === 'in' ? '←' : '→'}</span>{' '}
            {direction === 'in' ? `from ${peer}` : `to ${peer}`}
          </p>
          <ul class="card-events">
            {events.map((event) => (
              <li key={event}>
                <code>{event}</code>
              </li>
            ))}
          </ul>
          <ul class="card-code">
            <CodePathItem path={file} />
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** With a full stop, unless it ends with one already. */
const sentence = (text: string) => (/[.!?]”?$/.test(text) ? text : `${text}.`);
