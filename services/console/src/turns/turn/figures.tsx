import type { TurnRecord } from '@cascade/contracts';
import { figure, milliseconds, seconds } from '../derive/format.ts';
import { amount, costPartTitle } from '../derive/session-cost.ts';
import { replySource } from '../derive/turn-outcome.ts';

/** What the turn took: audio, computing, tokens. */
export function CostFigures({ record }: { readonly record: TurnRecord }) {
  const { cost, response } = record;
  const tokens =
    response?.input_tokens === null || response?.input_tokens === undefined
      ? 'none'
      : `${figure(response.input_tokens)} in, ${figure(response.output_tokens)} out`;
  return (
    <section class="turn-section" aria-label="Cost">
      <h3>Cost</h3>
      <dl class="turn-facts">
        <div>
          <dt>audio</dt>
          <dd>
            {seconds(cost.audio_in_ms)} in, {seconds(cost.audio_out_ms)} out
          </dd>
        </div>
        <div>
          <dt>computing</dt>
          <dd>{milliseconds(cost.compute_ms)}</dd>
        </div>
        <div>
          <dt>tokens</dt>
          <dd>{tokens}</dd>
        </div>
        <div>
          <dt>reply by</dt>
          <dd>{replySource(record)}</dd>
        </div>
        {cost.price && (
          <div title={cost.price.card}>
            <dt>price</dt>
            <dd>
              {amount(cost.price.total)} {cost.price.currency}
              {Object.entries(cost.price.parts).map(([part, value]) => (
                <small key={part}>
                  {costPartTitle(part)} {amount(value)}
                </small>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Answers begun before the turn had ended: what of them was spoken, and what was made in vain. */
function LedgerTable({ record: { speculation } }: { readonly record: TurnRecord }) {
  const rows: readonly (readonly [string, string, string])[] = [
    ['answers', figure(speculation.used), figure(speculation.attempts - speculation.used)],
    ['tokens', figure(speculation.used_tokens), figure(speculation.wasted_tokens)],
    ['speech', seconds(speculation.used_audio_ms), seconds(speculation.wasted_audio_ms)],
  ];
  return (
    <table class="ledger-table">
      <thead>
        <tr>
          <th scope="col">made ahead</th>
          <th scope="col">used</th>
          <th scope="col">in vain</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, used, wasted]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{used}</td>
            <td>{wasted}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What working ahead brought and what it threw away. */
export function SpeculationLedger({ record }: { readonly record: TurnRecord }) {
  const { attempts, used_compute_ms: used, wasted_compute_ms: wasted, saved_ms: saved } = record.speculation;
  const done = used + wasted;
  return (
    <section class="turn-section" aria-label="Worked ahead">
      <h3>Worked ahead</h3>
      <p class="ledger-saved">
        <b>{milliseconds(saved)}</b> saved
      </p>
      {done > 0 && (
        <div class="ledger-bar" aria-hidden="true">
          {used > 0 && <span class="is-used" style={{ flexGrow: used }} />}
          {wasted > 0 && <span class="is-wasted" style={{ flexGrow: wasted }} />}
        </div>
      )}
      <p class="turn-faint">
        {done > 0
          ? `${milliseconds(used)} of computing used, ${milliseconds(wasted)} thrown away`
          : 'Nothing was computed before it was asked for.'}
      </p>
      {attempts > 0 && <LedgerTable record={record} />}
    </section>
  );
}
