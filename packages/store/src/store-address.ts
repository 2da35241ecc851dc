import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface StoreSettings {
  /** A `postgres://…` address; empty or absent: a file. */
  readonly databaseUrl?: string | undefined;
  /** An SQLite file, `:memory:`, or `off`; empty or absent: `cascade/turns.db` in the user's data folder (XDG). */
  readonly file?: string | undefined;
}

/** Where turns are kept, for `openTurnStore`; undefined when they are kept nowhere. */
export function storeAddress(
  { databaseUrl, file }: StoreSettings,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (databaseUrl) return databaseUrl;
  if (file === 'off') return undefined;
  if (file) return file === ':memory:' ? file : resolve(file);
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'cascade', 'turns.db');
}
