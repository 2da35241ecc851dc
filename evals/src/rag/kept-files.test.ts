import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeptFiles } from './kept-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('makes a thing once for the same parts, and again for others', async () => {
  const kept = await KeptFiles.open(join(folder, 'new'));
  let made = 0;
  const make = async () => Uint8Array.of(++made);
  const get = (parts: unknown) => kept.get(parts, '.bin', make).then(([byte]) => byte);
  expect([await get(['a', 1]), await get(['a', 1]), await get(['a', 2])]).toEqual([1, 1, 2]);
});

it('leaves nothing behind when the making fails', async () => {
  const kept = await KeptFiles.open(folder);
  const fail = async () => {
    throw new Error('stopped');
  };
  await expect(kept.get('a', '.bin', fail)).rejects.toThrow('stopped');
  expect(await readdir(folder)).toEqual([]);
});
