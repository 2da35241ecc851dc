import type { TurnRecord } from '@cascade/contracts';
import { figure, milliseconds, seconds } from '../derive/format.ts';
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
      </dl>
    </section>
  );
}

/** What working ahead brought and what it threw away. */
export function SpeculationLedger({ record }: { readonly record: TurnRecord }) {
  const { used_compute_ms: used, wasted_compute_ms: wasted, saved_ms: saved } = record.speculation;
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
    </section>
  );
}
