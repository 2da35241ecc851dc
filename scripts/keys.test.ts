import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile } from '@cascade/gateway';
import { expect, onTestFinished, test } from 'vitest';
import { runKeys } from './keys.ts';

function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'keys.json');
  const run = (...args: string[]) => {
    const results: string[] = [];
    const notes: string[] = [];
    runKeys(
      args,
      { CASCADE_API_KEYS_FILE: file },
      { result: (line) => results.push(line), note: (line) => notes.push(line) },
    );
    return { results, notes };
  };
  return { file, run };
}

test('a key is printed once, alone on the standard output, and its file never has it', () => {
  const { file, run } = bench();
  const { results, notes } = run('create', '--name', 'web', '--scopes', 'talk, records', '--max-sessions', '4');
  expect(results).toEqual([expect.stringMatching(/^csk_[0-9a-f]{12}_[\w-]{43}$/)]);
  expect(notes.join()).not.toContain(results[0]);
  expect(readFileSync(file, 'utf8')).not.toContain(results[0]);
  expect(readKeyFile(file)).toMatchObject([{ name: 'web', scopes: ['talk', 'records'], max_sessions: 4 }]);
  expect(run('list').results).toEqual([
    expect.stringMatching(/^key_\w+ {2}\d{4}-\d\d-\d\d {2}talk,records {2}web {2}at most 4 sessions$/),
  ]);
});

test('a revoked key is gone; the others stay', () => {
  const { file, run } = bench();
  expect(run('list').notes).toEqual([expect.stringContaining('has no keys')]);
  run('create', '--name', 'one');
  run('create', '--name', 'two');
  expect(run('revoke', 'one').notes).toEqual([expect.stringContaining('(one) is revoked')]);
  expect(readKeyFile(file).map(({ name, scopes }) => [name, scopes])).toEqual([['two', ['talk']]]);
});

test.each<[args: string[], message: RegExp]>([
  [['create'], /Give the key a name/],
  [['create', '--name', 'x', '--scopes', 'root'], /no scope "root"/],
  [['create', '--name', 'x', '--max-sessions', 'many'], /no number of sessions/],
  [['create', 'x'], /one word too many/],
  [['revoke'], /its id or its name/],
  [['revoke', 'x'], /no key of the id or name x/],
  [['rotate'], /no command rotate/],
  [['create', '--key', 'mine'], /--key/],
])('%j says what is wrong and writes nothing', (args, message) => {
  const { file, run } = bench();
  expect(() => run(...args)).toThrow(message);
  expect(() => readKeyFile(file)).toThrow(/ENOENT/);
});

test('without a file it asks for one', () => {
  expect(() => runKeys(['list'], {}, { result: () => undefined, note: () => undefined })).toThrow(
    /CASCADE_API_KEYS_FILE/,
  );
});
