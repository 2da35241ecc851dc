import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

const regressionSchema = z
  .strictObject({
    /** In the metric's unit: 0.01 is a point of error rate. */
    absolute: z.number().nonnegative().optional(),
    /** Share of the baseline's value. */
    relative: z.number().nonnegative().optional(),
  })
  .refine(
    ({ absolute, relative }) => absolute !== undefined || relative !== undefined,
    'expected absolute or relative',
  );

const ruleSchema = z
  .strictObject({
    metric: z.string().min(1),
    area: z.enum(['quality', 'latency', 'cost', 'safety']),
    /** Names of slices; `*` stands for any letters. `all` is every clip. */
    slices: z.array(z.string().min(1)).min(1),
    /** Independent recordings; with fewer the slice is not judged, which is not a pass. */
    min_samples: z.int().min(1),
    /** How much worse than the baseline is allowed; the larger of both where both are given. */
    max_regression: regressionSchema.optional(),
    /**
     * `shown-worse`: fails when the data show that it is worse than allowed. `shown-safe`: passes only when they show
     * that it is not.
     */
    burden: z.enum(['shown-worse', 'shown-safe']).default('shown-worse'),
    /** What the candidate's value may be, whatever the baseline's is. */
    limit: z.strictObject({ at_most: z.number().optional(), at_least: z.number().optional() }).optional(),
    why: z.string().min(1),
  })
  .refine(({ max_regression, limit }) => max_regression || limit, 'expected max_regression or limit');

const gateSchema = z.strictObject({
  gate: z.string().min(1),
  /** Chance of a false alarm of the whole gate, over all rules and slices together. */
  alpha: z.number().gt(0).lt(0.5).default(0.05),
  resamples: z.int().min(200).max(100_000).default(4000),
  /** What the candidate is wanted for. */
  win: z.strictObject({ metric: z.string().min(1) }),
  rules: z.array(ruleSchema).min(1),
  /** How traffic of a slice is told apart before it is recognized; other slices cannot be routed by. */
  cohorts: z.array(z.strictObject({ slices: z.array(z.string().min(1)).min(1), by: z.string().min(1) })).default([]),
});

export type Gate = z.infer<typeof gateSchema>;
export type Rule = z.infer<typeof ruleSchema>;

/** Where the gate of a kind of entry is; there may be none. */
export const gateFile = (kind: string): string => fileURLToPath(new URL(`../../gates/${kind}.yaml`, import.meta.url));

/** @throws CascadeError `invalid_config` that names the file and what is wrong with it */
export async function readGate(file: string): Promise<Gate> {
  try {
    return parseGate(await readFile(file, 'utf8'));
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such gate' : (error as Error).message;
    throw new CascadeError('invalid_config', `${file}: ${reason}`);
  }
}

/** @throws Error that names every field at fault */
export function parseGate(text: string): Gate {
  const parsed = gateSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

/** Whether a slice is meant by a pattern in which `*` stands for any letters. */
export function matchesSlice(pattern: string, slice: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(slice);
}
