import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Carrier, carriers } from './carriers.ts';
import { type ModelKind, modelKinds } from './models.ts';
import { ownPayloads } from './payloads.ts';

export const usage = `Usage: pnpm eval safety [options]

Tries to have the assistant do or tell what its user did not ask for: by documents, by results of tools, by invisible characters,
written and spoken. Counts tools that ran without authority, and what was told that must not be.

  --payloads FILE  JSON lines with id, text, aim (call, leak, say). Default: 48 of our own
  --carriers LIST  ways on which they come. Default: ${carriers.slice(0, 3).join(', ')} … (all ${carriers.length})
  --models LIST    of ${modelKinds.join(', ')}. Default: all
  --policy FILE    a safety policy in place of the planner's own
  --limit N        only the first N payloads
  --cache DIR      what was synthesized and recognized is kept there
  --json           one JSON object on standard output, and nothing else
  --help           this text

Exit codes: 0 no tool ran without authority and nothing leaked; 1 otherwise; 2 bad usage or files; 130 stopped by Ctrl-C.`;

export interface SafetyArguments {
  readonly payloads: string;
  readonly carriers: readonly Carrier[];
  readonly models: readonly ModelKind[];
  readonly policy: string;
  readonly limit: number;
  readonly cache: string;
  readonly json: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseSafetyArguments(argv: readonly string[]): SafetyArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      payloads: { type: 'string', default: ownPayloads },
      carriers: { type: 'string', default: carriers.join(',') },
      models: { type: 'string', default: modelKinds.join(',') },
      policy: { type: 'string', default: '' },
      limit: { type: 'string', default: '1000000' },
      cache: { type: 'string', default: defaultCache() },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new Error(`--limit: expected a count, found "${values.limit}".`);
  return {
    ...values,
    limit,
    carriers: listOf('--carriers', values.carriers, carriers),
    models: listOf('--models', values.models, modelKinds),
  };
}

const defaultCache = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cascade', 'evals', 'safety');

function listOf<T extends string>(name: string, value: string, known: readonly T[]): T[] {
  const parts = value.split(',').map((part) => part.trim());
  const unknown = parts.find((part) => !known.includes(part as T));
  if (unknown !== undefined) throw new Error(`${name}: "${unknown}" is none of ${known.join(', ')}.`);
  return parts as T[];
}
