import type { TurnRecord } from '@cascade/contracts';
import { counted, signedMilliseconds } from '../derive/format.ts';
import { partialSteps } from '../derive/partial-steps.ts';
import { ScrollRegion } from '../scroll-region.tsx';

/** How the transcript grew on the screen. */
export function PartialsTable({ record }: { readonly record: TurnRecord }) {
  const steps = partialSteps(record.partials);
  if (steps.length === 0 && record.final_transcript === '') {
    return <p class="turn-faint">No words were recognized in this turn.</p>;
  }
  const finalMs = record.stages_ms.finalization;
  const sure = record.transcript_confidence;
  return (
    <ScrollRegion name="Partial transcripts" isTall>
      <table class="turn-table partials">
        <caption class="turn-hidden">Partial transcripts over time</caption>
        <thead>
          <tr>
            <th scope="col" class="is-number">
              at
            </th>
            <th scope="col">
              on screen: stable, <span class="may-change">may change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ atMs, stableText, unstableText, withdrawnWords }) => (
            <tr key={atMs}>
              <th scope="row" class="is-number">
                {signedMilliseconds(atMs)}
              </th>
              <td>
                {stableText}
                <span class="may-change">{unstableText}</span>
                {withdrawnWords > 0 && <small class="withdrawn"> ↺ {counted(withdrawnWords, 'word')} taken back</small>}
              </td>
            </tr>
          ))}
          {record.final_transcript !== '' && (
            <tr class="is-final">
              <th scope="row" class="is-number">
                {finalMs === undefined ? 'final' : signedMilliseconds(finalMs)}
              </th>
              <td>
                {record.final_transcript}
                <small> final{sure !== null && `, ${Math.round(sure * 100)} % sure`}</small>
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
