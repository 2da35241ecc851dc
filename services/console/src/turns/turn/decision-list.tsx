import type { TurnRecord } from '@cascade/contracts';
import { signedMilliseconds } from '../derive/format.ts';

type Decision = TurnRecord['decisions'][number];

/** What each kind of decision did, in a word or two. */
export const decisionWords: Readonly<Record<Decision['kind'], string>> = {
  'turn-start': 'began',
  wait: 'waits',
  commit: 'ended',
  reopen: 'reopened',
  ignore: 'ignored',
  'barge-in': 'interrupted',
  respond: 'answers',
  cancel: 'cancelled',
  announce: 'announces',
  speculate: 'works ahead',
  discard: 'throws away',
  duck: 'plays quieter',
  unduck: 'plays on',
  resume: 'takes up the reply',
  reprompt: 'asks again',
  filler: 'bridges',
};

interface DecisionListProps {
  readonly decisions: TurnRecord['decisions'];
  /** Index of the decision that the timeline points at. */
  readonly marked: number | undefined;
  /** Looked at for as long as the pointer or the focus is there. */
  onPoint(index: number | undefined): void;
  /** Chosen: the timeline must show it. */
  onChoose(index: number): void;
}

/** Why things went as they did: sentences with numbers, newest first, each linked to its place on the timeline. */
export function DecisionList({ decisions, marked, onPoint, onChoose }: DecisionListProps) {
  const newestFirst = decisions.map((decision, index) => ({ ...decision, index })).toReversed();
  return (
    <section class="turn-section" aria-label="Decisions">
      <h3>Decisions</h3>
      {newestFirst.length === 0 && <p class="turn-faint">None: this turn was asked for, not listened for.</p>}
      <ol class="decisions">
        {newestFirst.map(({ index, at_ms: atMs, kind, reason }) => (
          <li key={index}>
            <button
              type="button"
              class="decision"
              aria-pressed={marked === index}
              onClick={() => onChoose(index)}
              onPointerEnter={() => onPoint(index)}
              onPointerLeave={() => onPoint(undefined)}
              onFocus={() => onPoint(index)}
              onBlur={() => onPoint(undefined)}
            >
              <span class="decision-when">{signedMilliseconds(atMs)}</span>
              <span class="decision-text">
                <b>{decisionWords[kind]}</b> <span>{withoutRepetition(reason)}</span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A reason after the word for its kind, which already says that it waits, or that the turn has ended. */
export const withoutRepetition = (reason: string): string =>
  reason.replace(/^(?:waiting|end of turn: ?|answering) ?/u, '');
