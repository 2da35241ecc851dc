/** What a run of the benchmark comes to: `bench.json`, and what `--json` prints. Times in milliseconds, shares 0 … 1. */
import { readFile } from 'node:fs/promises';
import { schemaProblems } from '@cascade/budget';
import { CascadeError, turnRecordSchema } from '@cascade/contracts';
import { z } from 'zod';

export const benchSchemaName = 'cascade.bench.v1';

const nullableNumber = z.number().nullable();

/** Percentiles by linear interpolation; null of nothing. */
export const percentilesSchema = z.object({ p50: nullableNumber, p95: nullableNumber, n: z.number().int() });
export type Percentiles = z.infer<typeof percentilesSchema>;

export const answerSources = ['fast-path', 'retrieval', 'llm', 'other'] as const;
export type AnswerSource = (typeof answerSources)[number];

export const wordErrorsSchema = z.object({
  substitutions: z.number().int(),
  deletions: z.number().int(),
  insertions: z.number().int(),
  reference_words: z.number().int(),
});

/** One clip said. */
export const turnResultSchema = z.object({
  clip: z.string(),
  slices: z.array(z.string()),
  session: z.number().int().describe('Which of the conversations, from 0.'),
  outcome: z
    .enum(['answered', 'no-reply', 'replied-before-end', 'failed'])
    .describe('`replied-before-end`: a reply was heard before the last speech sample, so that no latency is defined.'),
  problem: z.string().nullable().describe('What kept the turn from being measured, or an error of the service.'),
  voice_to_voice_ms: nullableNumber,
  end_of_speech_by: z.enum(['level', 'server']),
  answer_source: z.enum(answerSources).nullable(),
  endpoint_delay_ms: nullableNumber.describe('Last speech sample sent → the decision that the turn has ended arrives.'),
  early_cutoff: z.boolean().describe('A turn was ended before the last word, and more was heard afterwards.'),
  heard_too_early: z.boolean().describe('Something of a reply was audible before the last word.'),
  stages_ms: z.record(z.string(), z.number()),
  critical_ms: z.record(z.string(), z.number()).describe('Time from last word to reply, by what it was spent on.'),
  queue_ms: z.record(z.string(), z.number()).describe('Waiting for a free worker in the whole turn, by stage.'),
  speculation: turnRecordSchema.shape.speculation.nullable(),
  transcript: z.string(),
  word_errors: wordErrorsSchema.nullable(),
  partials: z.object({
    unstable_words: z.number().int().describe('Words shown, then changed or withdrawn.'),
    final_words: z.number().int(),
    stable_withdrawn: z.number().int().describe('Times that text shown as stable was not kept.'),
  }),
  reply_gap_ms: z.number().describe('Silence within the reply because audio came too late.'),
  steal_percent: nullableNumber,
  foreign_percent: nullableNumber,
  undisturbed: z.boolean(),
  client_late_ms: z.number().describe('How late the client itself was with a chunk, at most.'),
});
export type TurnResult = z.infer<typeof turnResultSchema>;

/** One reply interrupted. */
export const interruptionResultSchema = z.object({
  clip: z.string(),
  result: z
    .enum(['stopped', 'went-on', 'nothing-left', 'failed'])
    .describe('`nothing-left`: the reply ended by itself before it could be stopped.'),
  problem: z.string().nullable(),
  stop_latency_ms: nullableNumber.describe('First speech sample of the interruption → last audible sample played.'),
  heard_ms: z.number().describe('How long the reply had been audible when speech began.'),
  decisions: z.array(z.string()).describe('Of the turn manager, from the first speech sample on.'),
  steal_percent: nullableNumber,
  foreign_percent: nullableNumber,
  undisturbed: z.boolean(),
});
export type InterruptionResult = z.infer<typeof interruptionResultSchema>;

const byName = z.record(z.string(), percentilesSchema);

const budgetVerdictSchema = z.object({
  stages: z.record(
    z.string(),
    z.object({
      p95: z.number(),
      budget: z.number(),
      over: z.number().int().describe('Turns above it.'),
      met: z.boolean(),
    }),
  ),
  voice_to_voice_ms: z.object({
    p50: nullableNumber,
    p95: nullableNumber,
    p50_budget: z.number(),
    p95_budget: z.number(),
    met: z.boolean(),
  }),
  met: z.boolean(),
});
export type BudgetVerdict = z.infer<typeof budgetVerdictSchema>;

/** Latencies of some of the turns. */
const latencyFigures = {
  voice_to_voice_ms: percentilesSchema,
  answer_source: z.partialRecord(z.enum(answerSources), z.object({ voice_to_voice_ms: percentilesSchema })),
  endpoint_delay_ms: percentilesSchema,
  stages_ms: byName,
  stop_latency_ms: percentilesSchema,
};

/** The figures of one count of sessions. */
export const sessionFiguresSchema = z.object({
  ...latencyFigures,
  undisturbed: z.object({ turns: z.number().int(), ...latencyFigures }),
  turns: z.number().int(),
  answered: z.number().int(),
  outcomes: z.record(z.string(), z.number().int()),
  end_of_speech_by_server: z.number().int().describe('Turns whose level does not tell where speech ends.'),
  early_cutoff_rate: nullableNumber,
  heard_too_early_rate: nullableNumber,
  critical_ms: byName,
  queue_ms: byName,
  interruptions: z.record(z.string(), z.number().int()).describe('By result.'),
  wer: nullableNumber,
  wer_by_slice: z.record(z.string(), z.object({ wer: z.number(), words: z.number().int(), clips: z.number().int() })),
  unstable_partial_word_ratio: nullableNumber,
  stable_text_withdrawn: z.number().int(),
  speculation: z.object({
    turns: z.number().int(),
    attempts: z.number().int(),
    used: z.number().int(),
    used_compute_ms: z.number(),
    wasted_compute_ms: z.number(),
    wasted_compute_share: nullableNumber,
    used_tokens: z.number().int(),
    wasted_tokens: z.number().int(),
    used_audio_ms: z.number(),
    wasted_audio_ms: z.number(),
    saved_ms: percentilesSchema.describe('Of the turns whose response was prepared ahead.'),
  }),
  reply_gap_ms: percentilesSchema,
  client_late_ms: percentilesSchema,
  degraded: z.record(z.string(), z.number().int()).describe('Times that the service said it gave something up.'),
  talk_share: nullableNumber.describe('Of the time of several sessions that their users spoke.'),
  steal_percent: percentilesSchema,
  foreign_percent: percentilesSchema,
  service: z
    .object({
      cores: z.number(),
      memory_mb: z.object({ start: z.number(), end: z.number(), peak: z.number() }),
    })
    .nullable()
    .describe('Processor cores kept busy on average, and resident memory. Null when its process is not known.'),
  wall_s: z.number(),
  budgets: z.record(z.string(), budgetVerdictSchema),
});
export type SessionFigures = z.infer<typeof sessionFiguresSchema>;

const targetSchema = z.object({
  name: z.string(),
  sessions: z.number().int(),
  wanted: z.number(),
  unit: z.string(),
  measured: nullableNumber,
  undisturbed: nullableNumber,
  met: z.boolean().nullable().describe('Null when nothing was measured.'),
});
export type TargetResult = z.infer<typeof targetSchema>;

/** The top level has the figures of the smallest count of sessions. */
export const benchResultsSchema = z.object({
  schema: z.literal(benchSchemaName),
  started_at: z.string(),
  run: z.object({
    sessions: z.array(z.number().int()),
    clips: z.number().int(),
    seed: z.string(),
    manifest: z.string(),
    url: z.string().nullable().describe('Null when the service was started for this.'),
  }),
  machine: z.object({ cores: z.number(), processor: z.string(), memory_mb: z.number(), node: z.string() }),
  versions: z.record(z.string(), z.string()),
  word_normalizer: z.string(),
  ...sessionFiguresSchema.shape,
  sessions: z.record(z.string(), sessionFiguresSchema),
  targets: z.array(targetSchema),
  turn_results: z.record(z.string(), z.array(turnResultSchema)).describe('By count of sessions.'),
  interruption_results: z.array(interruptionResultSchema),
});
export type BenchResults = z.infer<typeof benchResultsSchema>;

/** Without single turns, so without a word of anybody. */
export const withoutTurns = (results: BenchResults): BenchResults => ({
  ...results,
  turn_results: {},
  interruption_results: [],
});

/** @throws CascadeError `invalid_file` that names the file, what was expected where, and what was found */
export async function readResults(file: string): Promise<BenchResults> {
  const fail = (what: string, cause?: unknown): never => {
    const cure = 'Give --compare a bench.json that this version of pnpm bench wrote.';
    throw new CascadeError('invalid_file', `${file}: ${what}. ${cure}`, { cause });
  };
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) =>
    fail(`cannot be read (${error.code ?? error.message})`, error),
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return fail('expected one JSON object, found text that is not JSON', error);
  }
  const result = benchResultsSchema.safeParse(value);
  if (result.success) return result.data;
  const [problem] = schemaProblems(result.error, value);
  return fail(problem ? `${problem.path}: expected ${problem.expected}, found ${problem.found}` : 'not of this schema');
}
