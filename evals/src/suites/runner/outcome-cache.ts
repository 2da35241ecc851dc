import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Unit } from './unit.ts';

/** Raised when kept outcomes mean something else than they did. */
const format = 1;

/** Outcomes by what they were made of: a run that was stopped goes on where it was, another one with the same parts is quick. */
export class OutcomeCache {
  readonly #folder: string;
  readonly #about: readonly string[];

  private constructor(folder: string, about: readonly string[]) {
    this.#folder = folder;
    this.#about = about;
  }

  /** @param about what decides outcomes besides item and entry: the suite, the code, the machine whose times they hold */
  static async open(folder: string, about: readonly string[]): Promise<OutcomeCache> {
    await mkdir(folder, { recursive: true });
    return new OutcomeCache(folder, about);
  }

  async read(unit: Unit): Promise<readonly unknown[] | undefined> {
    const text = await readFile(this.#file(unit), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as unknown[]);
  }

  /** Under another name first: a run that is stopped leaves no half file behind. */
  async write(unit: Unit, outcomes: readonly unknown[]): Promise<void> {
    const file = this.#file(unit);
    await writeFile(`${file}.${process.pid}`, JSON.stringify(outcomes));
    await rename(`${file}.${process.pid}`, file);
  }

  #file({ item, entries, repeat }: Unit): string {
    const parts = [format, this.#about, item.sha256, entries.map(({ sha256 }) => sha256), repeat];
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return join(this.#folder, `${key}.json`);
  }
}

/** Beside the models, outside any working tree. */
export const defaultCache = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cascade', 'evals', 'suites');
