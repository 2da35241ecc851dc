import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Results by what they were made of: a run that was stopped goes on where it was, another one with the same parts is quick. */
export class KeptFiles {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(folder: string): Promise<KeptFiles> {
    await mkdir(folder, { recursive: true });
    return new KeptFiles(folder);
  }

  /** @param parts everything that decides the result, as JSON */
  async get(parts: unknown, suffix: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    const file = join(this.#folder, `${key}${suffix}`);
    const kept = await readFile(file).catch(() => undefined);
    if (kept) return kept;
    const made = await make();
    // Under another name first: a run that is stopped leaves no half file behind.
    await writeFile(`${file}.${process.pid}`, made);
    await rename(`${file}.${process.pid}`, file);
    return made;
  }
}
