import { dataContract } from '@cascade/contracts';
import type { ConfigDefinition, ConfigValues } from '@cascade/runtime';
import { detectorNames } from '@cascade/telemetry';
import { z } from 'zod';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);

/** A record may hold both, and goes as a whole. */
const storedKinds: readonly string[] = ['turn telemetry', 'transcripts'];
const longestRetentionDays = Math.min(
  ...dataContract.retention
    .filter(({ kind }) => storedKinds.includes(kind))
    .flatMap(({ ceiling_days }) => ceiling_days ?? []),
);

/** What becomes of a finished turn's record: how it is judged and priced, where it is kept, what is taken out before. */
export const recordsConfigDefinition = {
  databaseUrl: {
    env: 'DATABASE_URL',
    schema: z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// address'),
    default: '',
    describe:
      'PostgreSQL that turn records are kept in, `postgres://user:password@host/name`; instead of `CASCADE_STORE`.',
    secret: true,
  },
  store: {
    env: 'CASCADE_STORE',
    schema: z.string(),
    default: '',
    describe:
      'SQLite file that turn records are kept in; `off` keeps none. Empty: `cascade/turns.db` in `XDG_DATA_HOME` (`~/.local/share`).',
  },
  retentionDays: {
    env: 'CASCADE_RETENTION_DAYS',
    schema: z.coerce.number().min(1).max(longestRetentionDays),
    default: longestRetentionDays,
    describe: 'Turn records are deleted before they are older than this; at most 30, as the data contract says.',
  },
  queueCapacity: {
    env: 'CASCADE_STORE_QUEUE',
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: 2000,
    describe: 'Turn records that may wait for a slow or absent store; beyond that the newest are lost, and counted.',
  },
  budgets: {
    env: 'CASCADE_BUDGETS',
    schema: z.string(),
    default: '',
    describe:
      'File (YAML or JSON) of budget profiles and of the teams that own the stages, beside the built-in profiles.',
  },
  priceCard: {
    env: 'CASCADE_PRICE_CARD',
    schema: z.string(),
    default: '',
    describe: 'File (YAML or JSON) of prices that every turn is priced by. Empty: made-up example prices.',
  },
  redact: {
    env: 'CASCADE_REDACT',
    schema: z.union([z.literal('none').transform(() => []), list.pipe(z.array(z.enum(detectorNames)))]),
    default: detectorNames,
    describe: 'What is taken out of texts before they are logged, stored or exported; `none` for nothing.',
  },
  redactKeys: {
    env: 'CASCADE_REDACT_KEYS',
    schema: list,
    default: [] as readonly string[],
    describe: 'Keys whose values are dropped whole, besides those of passwords, tokens and the like: `name,name`.',
  },
  redactPatterns: {
    env: 'CASCADE_REDACT_PATTERNS',
    schema: z.string().transform(readPatterns),
    default: {} as Readonly<Record<string, RegExp>>,
    describe:
      'More that is taken out, as JSON of regular expressions by name: `{"order":"ORD-\\\\d+"}` leaves `[order]`.',
  },
} as const satisfies ConfigDefinition;

export type RecordsConfig = ConfigValues<typeof recordsConfigDefinition>;

function readPatterns(text: string, context: z.RefinementCtx): Readonly<Record<string, RegExp>> {
  try {
    const named = z.record(z.string().regex(/^[\w-]+$/), z.string().min(1)).parse(JSON.parse(text));
    return Object.fromEntries(Object.entries(named).map(([name, pattern]) => [name, new RegExp(pattern, 'gu')]));
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON of regular expressions by name' });
    return z.NEVER;
  }
}
