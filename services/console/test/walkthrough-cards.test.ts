import { existsSync, readFileSync } from 'node:fs';
import { budgetProfiles as realProfiles } from '@cascade/budget';
import { errorTable } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { budgetProfiles, voiceToVoiceBudgets } from '../src/walkthrough/budget-profiles.ts';
import { cardIds } from '../src/walkthrough/card.ts';
import { cards } from '../src/walkthrough/cards/index.ts';
import { questions, questionsOf } from '../src/walkthrough/questions.ts';
import { sampleRecord } from '../src/walkthrough/sample-record.ts';

const repository = new URL('../../../', import.meta.url);
const inRepository = (path: string) => new URL(path, repository);
const all = Object.values(cards);

/** What a design interview about speech systems asks, by the sections of such an interview. */
const asked = {
  framework: [
    'goal',
    'traffic',
    'data-contract',
    'model-path',
    'serving-plan',
    'quality-loop',
    'operations',
    'common-mistake',
  ],
  architecture: ['baseline', 'state-to-preserve', 'offline-and-online'],
  tradeoffs: ['latency-budget', 'cost-equation', 'aggregate-wer'],
  exercises: ['fast-canary-more-corrections', 'rollback-barge-in'],
  prompts: ['dictation', 'speech-rag', 'cascaded-or-direct'],
  lab: ['budget-lab'],
};

test('every question that is asked stands on a card, and no other', () => {
  const placed = cardIds.flatMap((card) => questionsOf(card).map(({ id }) => id));
  expect(new Set(placed)).toEqual(new Set(Object.values(asked).flat()));
  expect(questions.map(({ id }) => id)).toHaveLength(new Set(placed).size);
});

test('an answer is short enough to be said, and long enough to be one', () => {
  for (const { id, answer, here } of questions) {
    const words = answer.join(' ').split(/\s+/).length;
    expect(words, id).toBeGreaterThan(30);
    expect(words, id).toBeLessThan(170);
    expect(here, id).not.toBe('');
  }
});

test('every card says all that a stage has to be asked', () => {
  for (const card of all) {
    expect(card.pitch.length, card.id).toBeGreaterThan(0);
    expect(card.failures.length, card.id).toBeGreaterThan(0);
    expect(
      card.practices.map(({ topic }) => topic),
      card.id,
    ).toEqual(['evaluated', 'canaried', 'rolled back']);
    expect(card.code.length, card.id).toBeGreaterThan(0);
  }
});

test('the code that a card names is there', () => {
  for (const { id, code, ports } of all) {
    for (const path of [...code.map((one) => one.path), ...ports.map(({ file }) => file)]) {
      expect(existsSync(inRepository(path)), `${id}: ${path}`).toBe(true);
    }
  }
});

test('an event of a contract is defined in the folder that the card names', () => {
  const contracts = ['listening-events', 'answering-events'].map((name) => `packages/contracts/src/${name}.ts`);
  const text = (path: string) => readFileSync(inRepository(path), 'utf8');
  for (const { id, ports } of all) {
    for (const { events, file } of ports) {
      const places = contracts.includes(file) ? [file] : wireFiles;
      for (const event of events) {
        expect(
          places.some((path) => text(path).includes(`'${event}'`)),
          `${id}: ${event} in ${file}`,
        ).toBe(true);
      }
    }
  }
});

const wireFiles = [
  'client-events',
  'server-input-events',
  'server-response-events',
  'server-cascade-events',
  'audio-stream',
].map((name) => `packages/contracts/src/realtime/${name}.ts`);

test('settings that a card names exist', () => {
  const readme = readFileSync(inRepository('README.md'), 'utf8');
  const named = JSON.stringify(cards).match(/CASCADE_[A-Z_]*[A-Z]/g) ?? [];
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(readme).toContain(`\`${name}`);
});

test('the error codes of failures are those of the table', () => {
  for (const { failures } of all) for (const { code } of failures) if (code) expect(errorTable).toHaveProperty(code);
});

test('the profiles are those of the budget package', () => {
  for (const name of ['default', 'lead'] as const) {
    expect(budgetProfiles[name]).toEqual(realProfiles[name].budgetsMs);
    expect(voiceToVoiceBudgets[name]).toEqual(realProfiles[name].voiceToVoiceMs);
  }
});

test('versions that a card shows are in a real record', () => {
  for (const { versions } of all) for (const key of versions) expect(sampleRecord.versions).toHaveProperty([key]);
});
