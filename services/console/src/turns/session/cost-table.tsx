import type { TurnRecord } from '@cascade/contracts';
import { counted } from '../derive/format.ts';
import { amount, costPartTitle, sessionCost } from '../derive/session-cost.ts';
import { ScrollRegion } from '../scroll-region.tsx';

/** What the session cost by the service's price card: by part, turn and audio minute. */
export function CostTable({ records }: { readonly records: readonly TurnRecord[] }) {
  const cost = sessionCost(records);
  if (!cost) return <p class="turn-faint">These turns have no prices: the service has no price card in force.</p>;
  const { card, currency, turns, unpriced, parts } = cost;
  return (
    <>
      <p class="cost-lead">
        <b>
          {amount(cost.perTurn)} {currency}
        </b>{' '}
        a turn
        {cost.perAudioMinute !== null && (
          <>
            {', '}
            <b>
              {amount(cost.perAudioMinute)} {currency}
            </b>{' '}
            an audio minute
          </>
        )}
        <small>
          {card}; {counted(turns, 'turn')}
          {unpriced > 0 && `, ${unpriced} more without a price of this card`}. In vain: prepared ahead and thrown away.
        </small>
      </p>
      <ScrollRegion name="Cost by part">
        <table class="turn-table is-roomy">
          <caption>By part, in {currency}</caption>
          <thead>
            <tr>
              <th scope="col">part</th>
              {['in all', 'a turn', 'an audio minute', 'share'].map((name) => (
                <th key={name} scope="col" class="is-number">
                  {name}
                </th>
              ))}
              <th scope="col">
                <span class="turn-hidden">share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, total, perTurn, perAudioMinute, share }) => (
              <tr key={part}>
                <th scope="row">{costPartTitle(part)}</th>
                <td class="is-number">{amount(total)}</td>
                <td class="is-number">
                  <b>{amount(perTurn)}</b>
                </td>
                <td class="is-number">{amount(perAudioMinute)}</td>
                <td class="is-number">{Math.round(100 * share)} %</td>
                <td>
                  <span class="meter" aria-hidden="true">
                    <span class="meter-p50" style={{ width: `${100 * share}%` }} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">in all</th>
              <td class="is-number">{amount(cost.total)}</td>
              <td class="is-number">
                <b>{amount(cost.perTurn)}</b>
              </td>
              <td class="is-number">{amount(cost.perAudioMinute)}</td>
              <td class="is-number">100 %</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
    </>
  );
}
