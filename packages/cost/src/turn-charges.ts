import { type RecordSpan, type StageName, stageNames, type TurnRecord } from '@cascade/contracts';
import { computePrice } from './cost-equation.ts';
import { hostedPriceOf, machineOf, type PriceCard } from './price-card.ts';

/**
 * What is paid for. `wasted_…` was prepared ahead of the turn's end and thrown away: the price of speculation, which is
 * in none of the others.
 */
export const chargeParts = [
  'machine',
  'wasted_machine',
  'input_tokens',
  'output_tokens',
  'wasted_tokens',
  'audio_in',
  'audio_out',
  'wasted_audio_out',
] as const;
export type ChargePart = (typeof chargeParts)[number];

export const isWasted = (part: string): boolean => part.startsWith('wasted_');

/** One line of a turn's bill. */
export interface Charge {
  readonly part: ChargePart;
  readonly stage: StageName;
  /** Of the model that did it; `unknown` where the record does not say. */
  readonly version: string;
  /** Milliseconds of machine time or audio, or tokens. */
  readonly quantity: number;
  readonly amount: number;
}

/** A turn's bill, line by line; what was not used is no line of it. */
export function turnCharges(record: TurnRecord, card: PriceCard): Charge[] {
  const charges = [...machineCharges(record, card), ...tokenCharges(record, card), ...audioCharges(record, card)];
  return charges.filter(({ quantity }) => quantity > 0);
}

/** Critical spans tell the same work again, as what the user waited for. */
const workOf = (record: TurnRecord, stage: StageName): RecordSpan[] =>
  record.spans.filter((span) => span.stage === stage && !span.critical);

const versionOf = (record: TurnRecord, stage: StageName): string => record.versions[stage] ?? 'unknown';

const modelOf = (record: TurnRecord, { stage, attributes }: RecordSpan): string =>
  typeof attributes?.model === 'string' ? attributes.model : versionOf(record, stage);

/** Records keep tenths of a millisecond: each span may be this much off. */
const roundingMs = 0.1;

/**
 * Busy worker time of each stage on a machine of the card's. What was speculated in vain is known for the turn as a
 * whole, and shared among the stages in proportion. Computing time that no span tells goes to the edge's machine.
 */
function machineCharges(record: TurnRecord, card: PriceCard): Charge[] {
  const { compute_ms } = record.cost;
  const wastedMs = record.speculation.wasted_compute_ms;
  const wastedShare = compute_ms > 0 ? Math.min(1, wastedMs / compute_ms) : 0;
  const told = record.spans.filter(({ critical }) => !critical);
  const restMs = compute_ms - told.reduce((sum, span) => sum + span.compute_ms, 0);
  const isWork = restMs > roundingMs * told.length;
  return stageNames.flatMap((stage) => {
    const version = versionOf(record, stage);
    const untoldMs = stage === 'gateway' && isWork ? restMs : 0;
    const busyMs = untoldMs + busyMsOf(record, stage, card);
    const charge = (part: ChargePart, quantity: number): Charge => {
      return { part, stage, version, quantity, amount: computePrice(quantity, machineOf(card, stage)) };
    };
    return [charge('machine', busyMs * (1 - wastedShare)), charge('wasted_machine', busyMs * wastedShare)];
  });
}

function busyMsOf(record: TurnRecord, stage: StageName, card: PriceCard): number {
  const unmetered = machineOf(card, stage).unmetered_spans[stage] ?? [];
  return workOf(record, stage).reduce((sum, span) => {
    if (hostedPriceOf(card, stage, modelOf(record, span))) return sum;
    return sum + span.compute_ms + (unmetered.includes(span.name) ? span.wait_ms : 0);
  }, 0);
}

interface Tokens {
  readonly input: number;
  readonly output: number;
}
const noTokens: Tokens = { input: 0, output: 0 };

/** Tokens of the reply that was used, and what the spans tell beyond it: prompts and text of replies thrown away. */
function tokenCharges(record: TurnRecord, card: PriceCard): Charge[] {
  const usedModel = versionOf(record, 'planner');
  const used: Tokens = { input: record.response?.input_tokens ?? 0, output: record.response?.output_tokens ?? 0 };
  const told = tokensByModel(record);
  const models = new Set([usedModel, ...told.keys()]);
  return [...models].flatMap((version) => {
    const price = hostedPriceOf(card, 'planner', version);
    if (!price) return [];
    const mine = version === usedModel ? used : noTokens;
    const all = told.get(version) ?? noTokens;
    const wasted = { input: Math.max(0, all.input - mine.input), output: Math.max(0, all.output - mine.output) };
    const inputPrice = price.per_million_input_tokens / 1e6;
    const outputPrice = price.per_million_output_tokens / 1e6;
    const line = { stage: 'planner', version } as const;
    return [
      { ...line, part: 'input_tokens', quantity: mine.input, amount: mine.input * inputPrice },
      { ...line, part: 'output_tokens', quantity: mine.output, amount: mine.output * outputPrice },
      {
        ...line,
        part: 'wasted_tokens',
        quantity: wasted.input + wasted.output,
        amount: wasted.input * inputPrice + wasted.output * outputPrice,
      },
    ] satisfies Charge[];
  });
}

function tokensByModel(record: TurnRecord): Map<string, Tokens> {
  const byModel = new Map<string, Tokens>();
  for (const span of workOf(record, 'planner')) {
    const model = modelOf(record, span);
    const before = byModel.get(model) ?? noTokens;
    byModel.set(model, {
      input: before.input + numberOf(span, 'input_tokens'),
      output: before.output + numberOf(span, 'output_tokens'),
    });
  }
  return byModel;
}

function numberOf({ attributes }: RecordSpan, name: string): number {
  const value = attributes?.[name];
  return typeof value === 'number' ? value : 0;
}

const msPerMinute = 60_000;

/** Audio that a hosted recognizer hears once, and that a hosted voice makes. */
function audioCharges(record: TurnRecord, card: PriceCard): Charge[] {
  const line = (part: ChargePart, stage: 'asr' | 'tts', quantity: number, perMinute: 'in' | 'out'): Charge[] => {
    const version = versionOf(record, stage);
    const price = hostedPriceOf(card, stage, version)?.[`per_audio_${perMinute}_minute`];
    return price ? [{ part, stage, version, quantity, amount: (quantity / msPerMinute) * price }] : [];
  };
  return [
    ...line('audio_in', 'asr', record.cost.audio_in_ms, 'in'),
    ...line('audio_out', 'tts', record.cost.audio_out_ms, 'out'),
    ...line('wasted_audio_out', 'tts', record.speculation.wasted_audio_ms, 'out'),
  ];
}
