/**
 * `node deploy/docker-context.ts`: the files that `.dockerignore` lets into the image's build, one a line. `docker build`
 * does the same by itself; this is for looking, for tests, and for following the Dockerfile by hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Rule {
  readonly matches: RegExp;
  readonly keeps: boolean;
}

/** The rules of a `.dockerignore`: `*`, `**` and `!`; the last one that matches a path or a folder above it decides. */
export function readRules(text: string): Rule[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ matches: pattern(line.replace(/^!/, '')), keeps: line.startsWith('!') }));
}

export function isKept(path: string, rules: readonly Rule[]): boolean {
  return rules.findLast(({ matches }) => matches.test(path))?.keeps ?? true;
}

/** A pattern matches what lies below it, too. */
function pattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(?:.*/)?'));
  return new RegExp(`^${source}(?:/.*)?$`);
}

/** Files of the build context, relative to `root`. */
export function contextFiles(root: string): string[] {
  const rules = readRules(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      // Not to be walked through for every question: whatever the rules say, nobody wants these.
      if (entry.isDirectory()) return ['node_modules', '.git'].includes(entry.name) ? [] : walk(path);
      return isKept(relative(root, path), rules) ? [relative(root, path)] : [];
    });
  return walk(root);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of contextFiles(join(import.meta.dirname, '..'))) console.log(path);
}
