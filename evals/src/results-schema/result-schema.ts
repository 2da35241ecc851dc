import { z } from 'zod';

/** How the clips of a slice become one number. */
export const aggregates = ['ratio', 'mean', 'p50', 'p95', 'max'] as const;

const metricSchema = z.strictObject({
  /** `ratio` for shares and error rates, `ms`, `usd`, … */
  unit: z.string().min(1),
  better: z.enum(['lower', 'higher']),
  /**
   * `ratio`: sum of the numerators by the sum of the denominators, so that a long clip weighs more than a short one. The
   * others: of numerator by denominator, clip by clip; quantiles are nearest ranks.
   */
  aggregate: z.enum(aggregates),
  /** In one sentence, with the name of the normalizer where there is one. */
  definition: z.string().min(1),
});

const measureSchema = z.strictObject({
  /** Errors, milliseconds, dollars. */
  numerator: z.number(),
  /** Words, entities; 1 for what is counted once a clip. */
  denominator: z.number().nonnegative(),
});

const clipSchema = z.strictObject({
  id: z.string().min(1),
  /** Clips that are not independent (one speaker's sentence with three noises); drawn together. Absent: its own. */
  group: z.string().min(1).optional(),
  /**
   * How much it counts in rates beside other clips, 1 when absent: what a suite has more of than users say, so that it can be
   * judged at all, counts less. Quantiles are of clips as they are.
   */
  weight: z.number().positive().optional(),
  /** `name`, `address`, `noise:10dB`, `device:telephone`. The slice `all` needs no mention. */
  slices: z.array(z.string().min(1)),
  /** By the name of the metric; a metric that says nothing of a clip is absent. */
  metrics: z.record(z.string(), measureSchema),
  reference: z.string().optional(),
  hypothesis: z.string().optional(),
  /** Path of the audio, relative to the suite's folder. */
  audio: z.string().optional(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One entry of the registry over one suite. */
export const evalRunSchema = z
  .strictObject({
    schema: z.literal('cascade-eval-1'),
    /** What was run: the id of a bundle of the registry. */
    entry: z.string().min(1),
    suite: z.strictObject({
      name: z.string().min(1),
      /** Of the manifest: two runs are compared only when it is the same. */
      sha256,
    }),
    /** Of the order of the clips and of whatever else is drawn. */
    seed: z.int(),
    startedAt: z.iso.datetime(),
    /** Configuration variables that differed from their defaults. */
    settings: z.record(z.string(), z.string()),
    /** As a turn record tells them: what ran, by stage. */
    versions: z.record(z.string(), z.string()),
    /** Of whatever else decided the result, by name: fixtures, engine code. */
    contentHashes: z.record(z.string(), sha256),
    /** Where times were measured; times of different machines are not compared. */
    machine: z.string().min(1),
    metrics: z.record(z.string().min(1), metricSchema),
    clips: z.array(clipSchema).min(1),
  })
  .superRefine((run, context) => {
    const ids = new Set<string>();
    for (const [index, clip] of run.clips.entries()) {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['clips', index], message });
      if (ids.has(clip.id)) wrong(`the clip ${clip.id} is there twice`);
      ids.add(clip.id);
      for (const name of Object.keys(clip.metrics)) {
        if (!Object.hasOwn(run.metrics, name)) wrong(`the metric ${name} is not described`);
      }
    }
  });

/** A file of results: one run or several. */
export const evalFileSchema = z.union([evalRunSchema.transform((run) => [run]), z.array(evalRunSchema).min(1)]);

export type Metric = z.infer<typeof metricSchema>;
export type Measure = z.infer<typeof measureSchema>;
export type ClipResult = z.infer<typeof clipSchema>;
export type EvalRun = z.infer<typeof evalRunSchema>;
