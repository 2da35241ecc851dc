import type { TurnRecord } from '@cascade/contracts';

/** What a part of the bill is, for reading; made in vain: prepared ahead of the turn's end and thrown away. */
const partTitles: Readonly<Record<string, string>> = {
  machine: 'machine time',
  wasted_machine: 'machine time in vain',
  input_tokens: 'tokens read',
  output_tokens: 'tokens written',
  wasted_tokens: 'tokens in vain',
  audio_in: 'audio recognized',
  audio_out: 'audio spoken',
  wasted_audio_out: 'audio in vain',
};

/** A part that the page doesn't know keeps its own name. */
export const costPartTitle = (part: string): string =>
  Object.hasOwn(partTitles, part) ? partTitles[part]! : part.replaceAll('_', ' ');

export interface CostPart {
  readonly part: string;
  readonly total: number;
  readonly perTurn: number;
  /** Null when nothing was said aloud. */
  readonly perAudioMinute: number | null;
  /** Of all parts, 0 … 1. */
  readonly share: number;
}

export interface SessionCost {
  readonly card: string;
  readonly currency: string;
  /** Turns with a price of this card. */
  readonly turns: number;
  /** Turns without one, or by another card. */
  readonly unpriced: number;
  readonly total: number;
  readonly perTurn: number;
  readonly perAudioMinute: number | null;
  /** The greatest first. */
  readonly parts: readonly CostPart[];
}

/** What the turns cost by the newest price card among them; prices of different cards are not added up. */
export function sessionCost(records: readonly TurnRecord[]): SessionCost | undefined {
  const newest = records.findLast(({ cost }) => cost.price)?.cost.price;
  if (!newest) return undefined;
  const { card, currency } = newest;
  const priced = records.filter(({ cost: { price } }) => price?.card === card && price.currency === currency);
  const audioMinutes = priced.reduce((sum, { cost }) => sum + cost.audio_in_ms, 0) / 60_000;
  const totals = new Map<string, number>();
  for (const { cost } of priced) {
    for (const [part, amount] of Object.entries(cost.price?.parts ?? {})) {
      totals.set(part, (totals.get(part) ?? 0) + amount);
    }
  }
  const total = priced.reduce((sum, { cost }) => sum + (cost.price?.total ?? 0), 0);
  const averages = (amount: number) => ({
    total: amount,
    perTurn: amount / priced.length,
    perAudioMinute: audioMinutes > 0 ? amount / audioMinutes : null,
  });
  const parts = [...totals]
    .map(([part, amount]) => ({ part, ...averages(amount), share: total > 0 ? amount / total : 0 }))
    .toSorted((a, b) => b.total - a.total);
  return { card, currency, turns: priced.length, unpriced: records.length - priced.length, ...averages(total), parts };
}

const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** Three digits that mean something: a turn costs millionths. */
export const amount = (value: number | null): string => (value === null ? '–' : threeDigits.format(value));
