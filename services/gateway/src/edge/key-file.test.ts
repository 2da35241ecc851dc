import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { hashOf } from './api-key.ts';
import { addKey, type KeyEntry, parseKeyFile, readKeyFile, removeKey } from './key-file.ts';

const createdAt = new Date('2026-01-02T03:04:05Z');

function keyPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'keys.json');
}

const problemOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (CascadeError.is(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('nothing was wrong');
};

test('a key is added and removed; the file has its hash alone and only its owner can read it', () => {
  const path = keyPath();
  const web = addKey(path, { name: 'web', scopes: ['talk', 'records'], createdAt });
  addKey(path, { name: 'ops', scopes: ['debug'], maxSessions: 3, createdAt });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(text).not.toContain(web.key);
  expect(text).not.toContain(web.key.slice(-43));
  expect(readKeyFile(path)).toEqual([
    {
      id: web.entry.id,
      name: 'web',
      sha256: hashOf(web.key),
      scopes: ['talk', 'records'],
      created_at: '2026-01-02T03:04:05.000Z',
    },
    expect.objectContaining({ name: 'ops', scopes: ['debug'], max_sessions: 3 }),
  ]);
  expect(removeKey(path, 'ops').name).toBe('ops');
  removeKey(path, web.entry.id);
  expect(readKeyFile(path)).toEqual([]);
  expect(readdirSync(join(path, '..'))).toEqual(['keys.json']);
});

test('a file that others could read is put right when it is changed', () => {
  const path = keyPath();
  writeFileSync(path, '{"keys": []}');
  chmodSync(path, 0o644);
  addKey(path, { name: 'web', scopes: ['talk'], createdAt });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a change that fails leaves the file as it was, and nothing beside it', () => {
  const path = keyPath();
  addKey(path, { name: 'web', scopes: ['talk'], createdAt });
  const before = readFileSync(path, 'utf8');
  expect(problemOf(() => addKey(path, { name: 'web', scopes: ['talk'], createdAt }))).toMatch(
    /has a key of the name web/,
  );
  expect(problemOf(() => removeKey(path, 'nobody'))).toMatch(/not_found .* no key of the id or name nobody/);
  expect(problemOf(() => addKey(path, { name: '\u001b[2J', scopes: ['talk'], createdAt }))).toMatch(
    /name: .*printable/,
  );
  writeFileSync(`${path}.new`, '');
  expect(problemOf(() => addKey(path, { name: 'other', scopes: ['talk'], createdAt }))).toMatch(/under way/);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

const entry: KeyEntry = {
  id: 'key_0123456789ab',
  name: 'web',
  sha256: 'a'.repeat(64),
  scopes: ['talk'],
  created_at: '2026-01-02T03:04:05Z',
};

test.each<[what: string, text: string, message: RegExp]>([
  ['no JSON', '{"keys": [csk_0123456789ab_secret', /it is not JSON/],
  ['another shape', '[]', /the file: /],
  ['an unknown field', JSON.stringify({ keys: [{ ...entry, key: 'csk_1' }] }), /keys\.0 \(web\): .*key/],
  [
    'a key in place of its hash',
    JSON.stringify({ keys: [{ ...entry, sha256: 'csk_0123' }] }),
    /keys\.0\.sha256 \(web\)/,
  ],
  [
    'an unknown scope',
    JSON.stringify({ keys: [entry, { ...entry, name: 'b', scopes: ['root'] }] }),
    /keys\.1\.scopes\.0 \(b\)/,
  ],
  ['no scope', JSON.stringify({ keys: [{ ...entry, scopes: [] }] }), /keys\.0\.scopes \(web\)/],
  ['one id twice', JSON.stringify({ keys: [entry, entry] }), /key_0123456789ab \(web\) stands there twice/],
])('%s: the error names the file, the entry and the cure, and no secret', (_what, text, message) => {
  const problem = problemOf(() => parseKeyFile('keys.json', text));
  expect(problem).toMatch(/^invalid_config CASCADE_API_KEYS_FILE keys\.json: /);
  expect(problem).toMatch(message);
  expect(problem).toContain('pnpm keys create');
  expect(problem).not.toMatch(/csk_\w+/);
});

test('a file that is not there says how to make one', () => {
  expect(problemOf(() => readKeyFile(keyPath()))).toMatch(/ENOENT.*pnpm keys create/);
});
