import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** Hash of the code in some folders, tests left out: when it changes, outcomes may. @param folders relative to the repository */
export async function hashCode(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && isCode(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) {
      hash.update(`${file.slice(repository.length)}\n`).update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

const isCode = (name: string): boolean => /\.(ts|json|yaml|jsonl)$/.test(name) && !name.endsWith('.test.ts');
