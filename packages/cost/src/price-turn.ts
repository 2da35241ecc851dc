import type { TurnRecord } from '@cascade/contracts';
import { cardName, type PriceCard } from './price-card.ts';
import { turnCharges } from './turn-charges.ts';

export type TurnPrice = NonNullable<TurnRecord['cost']['price']>;

/**
 * What a turn cost, for `cost.price` of its record: its bill, summed by part. `total` is the sum of the parts.
 * Of the cost equation it holds what one turn can know (computing time, machine price, utilization); retries and
 * duplicates are turns with prices of their own.
 */
export function priceTurn(record: TurnRecord, card: PriceCard): TurnPrice {
  const parts: Record<string, number> = {};
  for (const { part, amount } of turnCharges(record, card)) parts[part] = (parts[part] ?? 0) + amount;
  const total = Object.values(parts).reduce((sum, amount) => sum + amount, 0);
  return { card: cardName(card), currency: card.currency, total, parts };
}
