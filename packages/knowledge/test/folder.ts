import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder of files, taken away at the end of the run. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-'));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) writeInto(folder, path, content);
  return folder;
}

export function writeInto(folder: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Markdown with front matter. */
export const page = (title: string, body: string, tenant = 'acme', labels: readonly string[] = []): string =>
  `---\ntitle: ${title}\ntenant: ${tenant}\nlabels: [${labels.join(', ')}]\n---\n# ${title}\n\n${body}\n`;
