import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CascadeError, type StageName, stageNames } from '@cascade/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

const price = z.number().nonnegative();
const share = z.number().gt(0).max(1);

const machineSchema = z.strictObject({
  name: z.string().min(1),
  hourly: price.describe('Of the whole machine, busy or not.'),
  workers: z.number().int().positive().describe('Pieces of work that it computes at once: usually its cores.'),
  utilization: share.describe('Share of the paid time that workers are busy with turns.'),
  stages: z.array(z.enum(stageNames)).optional().describe('That run on it; absent: all that no other machine names.'),
  unmetered_spans: z
    .partialRecord(z.enum(stageNames), z.array(z.string()))
    .default({})
    .describe('Spans of work on this machine that report no computing time, by stage.'),
});

const hostedSchema = z.strictObject({
  stage: z.enum(stageNames),
  version: z.string().min(1).optional().describe('Of the model; a `*` at the end stands for the rest. Absent: any.'),
  per_million_input_tokens: price.default(0),
  per_million_output_tokens: price.default(0),
  per_audio_in_minute: price.default(0),
  per_audio_out_minute: price.default(0),
});

export const priceCardSchema = z.strictObject({
  schema: z.literal('cascade.prices.v1'),
  name: z.string().min(1),
  date: z.iso.date().describe('From when on the prices hold.'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters (ISO 4217)'),
  machines: z
    .array(machineSchema)
    .min(1)
    .refine((machines) => machines.some(({ stages }) => !stages), 'one machine that names no stages, for all others'),
  hosted: z.array(hostedSchema).default([]),
});

/** What things cost from a day on. Amounts are in units of `currency`. */
export type PriceCard = z.infer<typeof priceCardSchema>;
export type Machine = PriceCard['machines'][number];
export type HostedPrice = PriceCard['hosted'][number];

/** Made-up prices, for a service that was given no card. */
export const exampleCardPath = resolve(import.meta.dirname, '../cards/example.yaml');

/**
 * A price card from a YAML or JSON file; the example's without a path.
 *
 * @throws CascadeError `invalid_file` that names the file, the place in it, what was expected and what to do
 */
export function readPriceCard(path: string = exampleCardPath): PriceCard {
  const cure = `Mend it, or begin anew from ${exampleCardPath}.`;
  const fail = (what: string, cause?: unknown): never => {
    throw new CascadeError('invalid_file', `Price card ${path}: ${what}. ${cure}`, { cause });
  };
  let value: unknown;
  try {
    // JSON is YAML too; dates stay text, as they do in JSON.
    value = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(`it cannot be read (${(error as Error).message.split('\n')[0]})`, error);
  }
  const result = priceCardSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return fail(`at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`, result.error);
}

/** The same card for machines that are busy for another share of their time. @throws CascadeError `invalid_config` */
export function withUtilization(card: PriceCard, utilization: number): PriceCard {
  if (!share.safeParse(utilization).success) {
    throw new CascadeError('invalid_config', `A utilization is above 0 and at most 1, not ${utilization}.`);
  }
  return { ...card, machines: card.machines.map((machine) => ({ ...machine, utilization })) };
}

/** How the card is named in records and reports. */
export const cardName = ({ name, date }: PriceCard): string => `${name} (${date})`;

/** Where a stage runs when nobody hosts it. */
export const machineOf = (card: PriceCard, stage: StageName): Machine =>
  card.machines.find(({ stages }) => stages?.includes(stage)) ?? defaultMachine(card);

/** Where all stages run that no machine names. */
export const defaultMachine = ({ machines }: PriceCard): Machine => machines.find(({ stages }) => !stages)!;

/** What a model that others run costs; undefined when it runs here. */
export function hostedPriceOf(card: PriceCard, stage: StageName, version: string): HostedPrice | undefined {
  return card.hosted.find((entry) => entry.stage === stage && matches(entry.version, version));
}

function matches(pattern: string | undefined, version: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith('*') ? version.startsWith(pattern.slice(0, -1)) : version === pattern;
}
