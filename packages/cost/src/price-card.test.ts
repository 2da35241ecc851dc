import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  exampleCardPath,
  hostedPriceOf,
  machineOf,
  priceCardSchema,
  readPriceCard,
  withUtilization,
} from './price-card.ts';

const folder = mkdtempSync(join(tmpdir(), 'price-card-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, 'card.yaml');
  writeFileSync(path, text);
  return path;
}

const smallest = `schema: cascade.prices.v1
name: mine
date: 2026-03-01
currency: EUR
machines: [{ name: box, hourly: 1, workers: 4, utilization: 0.25 }]`;

test('without a path it is the example, which says that it is one', () => {
  const card = readPriceCard();
  expect(card).toEqual(readPriceCard(exampleCardPath));
  expect(card.name).toBe('example prices');
});

test('YAML and JSON are read alike, and what may be left out has a value', () => {
  const card = readPriceCard(written(smallest));
  expect(card).toMatchObject({ date: '2026-03-01', hosted: [], machines: [{ unmetered_spans: {} }] });
  expect(readPriceCard(written(JSON.stringify(card)))).toEqual(card);
});

test.each([
  ['hourly: 1', 'hourly: -1', 'at machines.0.hourly'],
  ['utilization: 0.25', 'utilization: 0', 'at machines.0.utilization'],
  ['utilization: 0.25', 'utilization: 1.01', 'at machines.0.utilization'],
  ['workers: 4', 'workers: 0.5', 'at machines.0.workers'],
  ['date: 2026-03-01', 'date: last spring', 'at date'],
  ['currency: EUR', 'currency: euro', 'at currency: three capital letters (ISO 4217)'],
  ['name: mine', 'nam: mine', 'at name'],
  ['name: box', 'name: box, stages: [asr]', 'at machines: one machine that names no stages, for all others'],
  ['schema: cascade', 'schema: [', 'it cannot be read'],
])('%s as %s is refused with file, place and cure', (good, bad, said) => {
  const path = written(smallest.replace(good, bad));
  expect(() => readPriceCard(path)).toThrow(
    expect.objectContaining({ code: 'invalid_file', message: expect.stringContaining(`Price card ${path}: `) }),
  );
  expect(() => readPriceCard(path)).toThrow(said);
  expect(() => readPriceCard(path)).toThrow(`Mend it, or begin anew from ${exampleCardPath}.`);
});

test('a file that is not there is named', () => {
  expect(() => readPriceCard(join(folder, 'none.yaml'))).toThrow('none.yaml: it cannot be read (ENOENT');
});

test('a stage runs on the machine that names it, else on the one that names none', () => {
  const card = priceCardSchema.parse({
    ...readPriceCard(),
    machines: [
      { name: 'gpu', hourly: 2, workers: 1, utilization: 0.5, stages: ['tts', 'asr'] },
      { name: 'rest', hourly: 1, workers: 2, utilization: 0.5 },
    ],
  });
  expect(machineOf(card, 'tts').name).toBe('gpu');
  expect(machineOf(card, 'vad').name).toBe('rest');
});

test('a hosted price is found by stage and version; a star stands for the rest', () => {
  const card = readPriceCard();
  expect(hostedPriceOf(card, 'planner', 'example-hosted-llm-small@2')).toBeDefined();
  expect(hostedPriceOf(card, 'asr', 'example-hosted-llm-small@2')).toBeUndefined();
  expect(hostedPriceOf(card, 'planner', 'smollm2@1')).toBeUndefined();
  const exact = { ...card, hosted: [{ ...card.hosted[0]!, version: 'a' }] };
  expect(hostedPriceOf(exact, 'planner', 'a')).toBeDefined();
  expect(hostedPriceOf(exact, 'planner', 'ab')).toBeUndefined();
});

test('another utilization is for all machines, and is checked', () => {
  expect(withUtilization(readPriceCard(), 0.9).machines.map(({ utilization }) => utilization)).toEqual([0.9]);
  for (const wrong of [0, -0.5, 1.5, Number.NaN]) {
    expect(() => withUtilization(readPriceCard(), wrong)).toThrow('A utilization is above 0 and at most 1');
  }
});
