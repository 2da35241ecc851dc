import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hearing, openHearing } from './hearing.ts';
import { sameWords } from './matching.ts';
import { planSaying } from './saying.ts';

const question = 'how much is the yearly service of the heat pump';
const saying = planSaying('any', 'spoken', { seed: 'test', snrsDb: [20] });
const { signal } = new AbortController();

let folder: string;
let hearing: Hearing;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearing-'));
  hearing = await openHearing(folder, 1);
});
afterAll(async () => {
  await hearing.close();
  await rm(folder, { recursive: true });
});

it('hears what it says, with a confidence for each word, and keeps both', async () => {
  const heard = await hearing.hear(question, saying, [], signal);
  expect(sameWords(heard.text, question), heard.text).toBe(true);
  expect(heard.words.map(({ text }) => text).join(' ')).toBe(heard.text);
  expect(heard.words.every(({ confidence }) => confidence > 0 && confidence <= 1)).toBe(true);
  const kept = await readdir(folder);
  expect(kept.map((name) => name.replace(/^.*\./, '')).sort()).toEqual(['json', 'wav']);
  expect(await hearing.hear(question, saying, [], signal)).toEqual(heard);
  expect(await readdir(folder)).toEqual(kept);
  // The same audio, recognized with other names in mind.
  await hearing.hear(question, saying, ['Arden 200'], signal);
  expect((await readdir(folder)).length).toBe(3);
});
