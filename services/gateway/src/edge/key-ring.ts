import { readFile, stat } from 'node:fs/promises';
import { CascadeError, type Clock } from '@cascade/contracts';
import { hashOf, isSameHash, keyIdOf } from './api-key.ts';
import { type KeyEntry, parseKeyFile, readKeyFile } from './key-file.ts';
import type { SecurityLog } from './security-log.ts';

export interface KeyRingOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: SecurityLog;
  /** These keys are gone, or may do less than before. */
  onRevoked(keyIds: ReadonlySet<string>): void;
}

const lookEveryMs = 1000;
/** Compared with where there is no such key, so that this takes as long. */
const noHash = '0'.repeat(64);

/**
 * The API keys of a file, in memory: a request reads no file. A change of the file holds within about a second; a file
 * that is not right is told of, and the keys before it stay.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  #keys: ReadonlyMap<string, KeyEntry>;
  #seen = '';
  #cancelLook: (() => void) | undefined;
  #closed = false;

  /** @throws CascadeError `invalid_config` */
  constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#keys = byId(readKeyFile(options.path));
  }

  /** From now on changes of the file are taken over, until `close`. */
  watch(): void {
    this.#schedule();
  }

  get(keyId: string): KeyEntry | undefined {
    return this.#keys.get(keyId);
  }

  /** The entry that a key belongs to. */
  find(key: string): KeyEntry | undefined {
    const entry = this.#keys.get(keyIdOf(key) ?? '');
    const same = isSameHash(hashOf(key), entry?.sha256 ?? noHash);
    return same ? entry : undefined;
  }

  close(): void {
    this.#closed = true;
    this.#cancelLook?.();
  }

  /** Polled rather than watched: that also holds for files on a network and those that are put in place of others. */
  #schedule(): void {
    if (this.#closed) return;
    this.#cancelLook = this.#options.clock.setTimer(lookEveryMs, () => {
      void this.#look().finally(() => this.#schedule());
    });
  }

  async #look(): Promise<void> {
    const { path, log } = this.#options;
    let seen = 'not there';
    try {
      const { ino, size, mtimeMs } = await stat(path);
      seen = `${ino} ${size} ${mtimeMs}`;
      if (seen === this.#seen) return;
      const keys = byId(parseKeyFile(path, await readFile(path, 'utf8')));
      if (!this.#closed) this.#take(keys);
    } catch (error) {
      if (seen !== this.#seen) {
        log.record('keys_unreadable', { reason: CascadeError.is(error) ? error.message : String(error) });
      }
    }
    this.#seen = seen;
  }

  #take(keys: ReadonlyMap<string, KeyEntry>): void {
    const before = this.#keys;
    this.#keys = keys;
    const revoked = [...before.values()].filter((entry) => mayLess(entry, keys.get(entry.id))).map(({ id }) => id);
    const added = [...keys.keys()].filter((id) => !before.has(id));
    if (revoked.length === 0 && added.length === 0) return;
    this.#options.log.record('keys_changed', { keys: keys.size, added, revoked });
    if (revoked.length > 0) this.#options.onRevoked(new Set(revoked));
  }
}

const byId = (entries: readonly KeyEntry[]): ReadonlyMap<string, KeyEntry> =>
  new Map(entries.map((entry) => [entry.id, entry]));

const mayLess = (before: KeyEntry, now: KeyEntry | undefined): boolean =>
  now === undefined || now.sha256 !== before.sha256 || before.scopes.some((scope) => !now.scopes.includes(scope));
