import type { TurnRecord } from '@cascade/contracts';
import { figure, signedMilliseconds } from '../derive/format.ts';
import { turnOutcome } from '../derive/turn-outcome.ts';

/** The number that everything else explains, with its verdict. */
export function Headline({
  record,
  pinned,
}: {
  readonly record: TurnRecord;
  readonly pinned?: TurnRecord | undefined;
}) {
  const outcome = turnOutcome(record);
  const before = pinned && turnOutcome(pinned).latencyMs;
  const difference =
    outcome.latencyMs === null || before === null || before === undefined ? undefined : outcome.latencyMs - before;
  return (
    <div class="headline">
      <p class="headline-number">
        {outcome.latencyMs === null ? (
          <strong class="is-words">{outcome.title}</strong>
        ) : (
          <>
            <strong>{figure(outcome.latencyMs)}</strong>
            <span>ms</span>
            <small>
              {outcome.title}
              {outcome.kind === 'answered' && (
                <span class="turn-faint">
                  , measured {record.voice_to_voice_by === 'client' ? 'at the client' : 'by the service'}
                </span>
              )}
            </small>
          </>
        )}
      </p>
      <p class="verdict" data-ok={outcome.isWithinBudget}>
        <span aria-hidden="true">{outcome.isWithinBudget ? '✓' : '▲'}</span> {outcome.verdict}
        <small> ({record.budget.profile})</small>
      </p>
      {difference !== undefined && (
        <p class="headline-difference">
          <b>{signedMilliseconds(difference)}</b> against the pinned turn
        </p>
      )}
      {outcome.note && <p class="headline-note">{outcome.note}</p>}
    </div>
  );
}
