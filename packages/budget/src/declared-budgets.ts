import { readFile } from 'node:fs/promises';
import { budgetStages, CascadeError, type StageName, stageNames } from '@cascade/contracts';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { BudgetsMs } from './budget-violations.ts';
import { schemaProblems } from './problem.ts';
import { type BudgetProfile, budgetProfiles } from './profiles.ts';
import { defaultTeams, type StageTeams } from './teams.ts';
import type { LatencyBudget } from './usual-shares.ts';

/** One declared budget: at this percentile of the turns (of a slice), a stage takes at most so long. */
export interface DeclaredBudget {
  readonly stage: LatencyBudget;
  /** Above 0, below 100. */
  readonly percentile: number;
  /** `KIND:VALUE` as of `slicesOf`; absent: all turns. */
  readonly slice?: string | undefined;
  readonly ms: number;
}

export interface DeclaredProfile {
  readonly name: string;
  readonly budgets: readonly DeclaredBudget[];
}

export interface BudgetDeclaration {
  readonly teams: StageTeams;
  readonly profiles: Readonly<Record<string, DeclaredProfile>>;
}

const latencyNames = [...budgetStages, 'voice_to_voice'] as const;

const budgetSchema = z.strictObject({
  stage: z.enum(latencyNames),
  percentile: z.number().gt(0).lt(100).describe('Of the turns: 50, 95 …'),
  slice: z
    .string()
    .regex(
      /^[^:\s]+:.+$/,
      'KIND:VALUE, as source:fast-path, codec:pcm16, length:short, device.KEY:VALUE or asr:VERSION',
    )
    .optional()
    .describe('Turns it is for; all by default.'),
  ms: z.number().positive().max(600_000).describe('At most (milliseconds).'),
});

const team = z.string().min(1).max(64);
const declarationSchema = z.strictObject({
  teams: z
    .strictObject(
      Object.fromEntries(stageNames.map((name) => [name, team.optional()])) as Record<
        StageName,
        z.ZodOptional<typeof team>
      >,
    )
    .optional()
    .describe('Who is responsible for a stage of the pipeline.'),
  profiles: z
    .record(z.string().min(1), z.strictObject({ budgets: z.array(budgetSchema).min(1) }))
    .describe('By name; a name of a built-in profile replaces it.'),
});

/** The built-in profiles as declarations: every stage's budget is for its 95th percentile, medians where there is one. */
export const builtInBudgets: BudgetDeclaration = {
  teams: defaultTeams,
  profiles: Object.fromEntries(Object.values(budgetProfiles).map((profile) => [profile.name, declared(profile)])),
};

function declared({ name, budgetsMs, medianMs, voiceToVoiceMs }: BudgetProfile): DeclaredProfile {
  const of = (stage: LatencyBudget, percentile: number, ms: number | undefined): DeclaredBudget[] =>
    ms === undefined ? [] : [{ stage, percentile, ms }];
  const stages = budgetStages.flatMap((stage) => [
    ...of(stage, 50, medianMs?.[stage]),
    ...of(stage, 95, budgetsMs[stage]),
  ]);
  const whole = [...of('voice_to_voice', 50, voiceToVoiceMs.p50), ...of('voice_to_voice', 95, voiceToVoiceMs.p95)];
  return { name, budgets: [...stages, ...whole] };
}

/**
 * What a single turn is judged by: of each stage, the budget of all turns at the 95th percentile, or else at the highest
 * that is declared. Budgets of slices and of lower percentiles are for many turns together.
 */
export function turnBudgetsOf({ budgets }: DeclaredProfile): BudgetsMs {
  const found: Record<string, number> = {};
  for (const stage of latencyNames) {
    const ofStage = budgets
      .filter((budget) => budget.stage === stage && budget.slice === undefined)
      .toSorted((a, b) => a.percentile - b.percentile);
    const ms = (ofStage.find(({ percentile }) => percentile === 95) ?? ofStage.at(-1))?.ms;
    if (ms !== undefined) found[stage] = ms;
  }
  return found;
}

/**
 * Budgets declared in a file, YAML or JSON, beside the built-in profiles.
 *
 * @throws CascadeError `invalid_file` that names the file, the path within it, what was expected and what was found
 */
export async function loadBudgetDeclaration(file: string): Promise<BudgetDeclaration> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be read (${error.code ?? error.message}).`, {
      cause: error,
    });
  });
  return parseBudgetDeclaration(text, file);
}

/** @throws CascadeError as `loadBudgetDeclaration` */
export function parseBudgetDeclaration(text: string, file: string): BudgetDeclaration {
  const fail = (path: string, expected: string, found: string): never => {
    throw new CascadeError('invalid_file', `${file}: ${path}: expected ${expected}, found ${found}`);
  };
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) fail('$', 'YAML or JSON', broken.message.split('\n')[0] ?? broken.code);
  const value: unknown = document.toJS();
  const result = declarationSchema.safeParse(value);
  if (!result.success) {
    const [problem] = schemaProblems(result.error, value);
    return fail(problem?.path ?? '$', problem?.expected ?? 'a declaration', problem?.found ?? 'another');
  }
  const profiles: Record<string, DeclaredProfile> = { ...builtInBudgets.profiles };
  for (const [name, { budgets }] of Object.entries(result.data.profiles)) {
    const again = budgets.findIndex((budget, index) => budgets.findIndex((other) => isSame(budget, other)) < index);
    if (again >= 0)
      fail(`$.profiles.${name}.budgets[${again}]`, 'each stage, percentile and slice once', 'the same again');
    profiles[name] = { name, budgets };
  }
  return { teams: { ...defaultTeams, ...withoutUndefined(result.data.teams ?? {}) }, profiles };
}

const isSame = (a: DeclaredBudget, b: DeclaredBudget): boolean =>
  a.stage === b.stage && a.percentile === b.percentile && a.slice === b.slice;

const withoutUndefined = (teams: Partial<Record<StageName, string | undefined>>): Partial<StageTeams> =>
  Object.fromEntries(Object.entries(teams).filter(([, name]) => name !== undefined));
