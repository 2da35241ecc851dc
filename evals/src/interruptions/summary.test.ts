import { expect, test } from 'vitest';
import type { Outcome } from './outcome.ts';
import { summarize, summaryReport } from './summary.ts';

const outcome = (changes: Partial<Outcome>): Outcome => ({
  id: 'human-01',
  kind: 'human',
  phase: 'first-word',
  levelDbfs: -30,
  sound: 'what time is it',
  result: 'stopped',
  heardMs: 100,
  answered: true,
  speechStartedAnyway: false,
  transcripts: [],
  history: [{ itemId: 'i', playedMs: 100, heardText: '', keptText: '', verdict: 'equal' }],
  decisions: [],
  clientLateMs: 0,
  problems: [],
  ...changes,
});
const many = (count: number, changes: Partial<Outcome>) => Array.from({ length: count }, () => outcome(changes));

test('one true interruption in a hundred may go unheard, two may not', () => {
  const stopped = many(99, { stopLatencyMs: 240 });
  expect(summarize([...stopped, outcome({ result: 'went-on' })]).reached).toBe(true);
  expect(summarize([...stopped, ...many(2, { result: 'went-on' })]).reached).toBe(false);
});

test('what had nothing left to stop does not count, neither way', () => {
  const rows = summarize([...many(9, { stopLatencyMs: 240 }), ...many(5, { result: 'nothing-left' })]);
  expect(rows.reached).toBe(true);
  expect(rows.kinds[0]).toMatchObject({ played: 14, judged: 9, stopped: 9 });
});

test('stops have to be quick at the 95th percentile', () => {
  expect(summarize([...many(97, { stopLatencyMs: 240 }), ...many(3, { stopLatencyMs: 900 })]).reached).toBe(true);
  expect(summarize([...many(90, { stopLatencyMs: 240 }), ...many(10, { stopLatencyMs: 310 })]).reached).toBe(false);
});

test.each(['backchannel', 'cough', 'noise', 'echo-20', 'echo-10'] as const)(
  'one %s in ten may stop a reply',
  (kind) => {
    const quiet = many(9, { kind, result: 'went-on' });
    expect(summarize([...quiet, outcome({ kind, result: 'stopped' })]).reached).toBe(true);
    expect(summarize([...quiet, ...many(2, { kind, result: 'stopped' })]).reached).toBe(false);
  },
);

test('history has to be right in every one', () => {
  const history = [{ itemId: 'i', playedMs: 100, heardText: 'a', keptText: '', verdict: 'different' }] as const;
  expect(summarize([...many(200, { stopLatencyMs: 1 }), outcome({ stopLatencyMs: 1, history })]).reached).toBe(false);
});

test('what could not be played is not passed over', () => {
  expect(summarize([outcome({ stopLatencyMs: 1 }), outcome({ result: 'failed' })]).reached).toBe(false);
});

test('the report names what was missed, and the ids to run again', () => {
  const report = summaryReport([outcome({ kind: 'cough', id: 'cough-07', result: 'stopped', problems: ['stopped'] })]);
  expect(report).toMatch(/MISSED {3}coughs and noises/);
  expect(report).toMatch(/cough-07 .*: stopped/);
});
