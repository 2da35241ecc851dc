import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { CascadeError } from '@cascade/contracts';
import { z } from 'zod';
import { newApiKey } from './api-key.ts';
import { type Scope, scopes } from './scopes.ts';

const entrySchema = z.strictObject({
  /** Stands in logs, in metrics, and within the key itself. */
  id: z.string().regex(/^key_[0-9a-f]{12}$/, 'expected key_ and 12 hexadecimal digits'),
  name: z
    .string()
    .max(100)
    .regex(/^[^\p{C}]+$/u, 'expected printable characters'),
  /** SHA-256 of the key. The key itself is nowhere. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hexadecimal digits of a SHA-256'),
  scopes: z.array(z.enum(scopes)).min(1),
  created_at: z.iso.datetime(),
  /** Sessions at once; otherwise what is configured for all keys. */
  max_sessions: z.number().int().min(1).optional(),
});
export type KeyEntry = z.infer<typeof entrySchema>;

const fileSchema = z.strictObject({ keys: z.array(entrySchema).max(10_000) });

const cure = 'Mend it, or make keys by `pnpm keys create`.';

/**
 * Reads the text of a file of API keys.
 *
 * @throws CascadeError `invalid_config` that names the file, the entry and the cure
 */
export function parseKeyFile(path: string, text: string): readonly KeyEntry[] {
  const fail = (what: string, cause?: unknown) =>
    new CascadeError('invalid_config', `CASCADE_API_KEYS_FILE ${path}: ${what} ${cure}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file.
    throw fail('it is not JSON.');
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const [, index] = issue.path;
    const name = (value as { keys?: { name?: unknown }[] } | null)?.keys?.[Number(index)]?.name;
    const named = typeof name === 'string' ? ` (${name.slice(0, 100)})` : '';
    throw fail(`${issue.path.join('.') || 'the file'}${named}: ${issue.message}.`);
  }
  const seen = new Set<string>();
  for (const { id, name } of parsed.data.keys) {
    if (seen.has(id)) throw fail(`the id ${id} (${name}) stands there twice.`);
    seen.add(id);
  }
  return parsed.data.keys;
}

/** @throws CascadeError `invalid_config` when it cannot be read or is not right */
export function readKeyFile(path: string): readonly KeyEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const message = `CASCADE_API_KEYS_FILE ${path}: the file cannot be read (${reason}). ${cure}`;
    throw new CascadeError('invalid_config', message, { cause: error });
  }
  return parseKeyFile(path, text);
}

export interface NewKeyOptions {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly maxSessions?: number;
  readonly createdAt: Date;
}

/** Adds a key to the file, which is made when it is not there. The key is returned, and known nowhere else. */
export function addKey(path: string, options: NewKeyOptions): { readonly key: string; readonly entry: KeyEntry } {
  const { id, key, hash } = newApiKey();
  const entry: KeyEntry = {
    id,
    name: options.name,
    sha256: hash,
    scopes: [...options.scopes],
    created_at: options.createdAt.toISOString(),
    ...(options.maxSessions === undefined ? {} : { max_sessions: options.maxSessions }),
  };
  const problem = entrySchema.safeParse(entry).error?.issues[0];
  if (problem) throw new CascadeError('invalid_config', `${problem.path.join('.')}: ${problem.message}.`);
  changeKeyFile(path, (keys) => {
    if (keys.some(({ name }) => name === options.name)) {
      const message = `${path} has a key of the name ${options.name}. Take another name, or revoke that one first.`;
      throw new CascadeError('invalid_config', message);
    }
    return [...keys, entry];
  });
  return { key, entry };
}

/** Takes a key out of the file, by its id or its name. @throws CascadeError `not_found` */
export function removeKey(path: string, idOrName: string): KeyEntry {
  let removed: KeyEntry | undefined;
  changeKeyFile(path, (keys) => {
    removed = keys.find(({ id, name }) => id === idOrName || name === idOrName);
    if (!removed) throw new CascadeError('not_found', `${path} has no key of the id or name ${idOrName}.`);
    return keys.filter((entry) => entry !== removed);
  });
  return removed!;
}

/**
 * Writes the file anew beside itself and puts it in its place: who reads sees all of it or none. The file beside it also
 * keeps others from changing it meanwhile. Readable by its owner alone.
 */
function changeKeyFile(path: string, change: (keys: readonly KeyEntry[]) => readonly KeyEntry[]): void {
  const beside = `${path}.new`;
  let file: number;
  try {
    file = openSync(beside, 'wx', 0o600);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const message = taken
      ? `${beside} is there: another change is under way, or one broke off. If none is, delete it.`
      : `${beside} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`;
    throw new CascadeError('invalid_config', message, { cause: error });
  }
  try {
    const entries = change(existing(path));
    writeSync(file, `${JSON.stringify({ keys: entries }, undefined, 2)}\n`);
    fsyncSync(file);
    closeSync(file);
    chmodSync(beside, 0o600);
    renameSync(beside, path);
  } catch (error) {
    unlinkSync(beside);
    throw error;
  }
}

function existing(path: string): readonly KeyEntry[] {
  try {
    return parseKeyFile(path, readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
