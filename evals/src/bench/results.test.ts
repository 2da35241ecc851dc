import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeResults } from '../../test/made-bench-results.ts';
import { madeInterruption, madeTurn } from '../../test/made-turn-result.ts';
import { renderChart } from '../plots/render-chart.ts';
import { drawCharts } from './charts.ts';
import { compareResults } from './compare.ts';
import { progressLine } from './progress.ts';
import { renderReport, renderShort } from './report.ts';
import { readResults, withoutTurns } from './results.ts';

const llm = madeTurn({ clip: 'other', voice_to_voice_ms: 1400, answer_source: 'llm', early_cutoff: true });
const results = madeResults([madeTurn(), llm], [madeInterruption(), madeInterruption({ stop_latency_ms: 1000 })]);

describe('a file of results', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cascade-bench-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const saved = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  test('that is kept has the figures and no word of anybody', async () => {
    const kept = withoutTurns(results);
    expect(JSON.stringify(results)).toContain(llm.transcript);
    expect(JSON.stringify(kept)).not.toContain(llm.transcript);
    expect(await readResults(await saved('kept.json', JSON.stringify(kept)))).toMatchObject({
      voice_to_voice_ms: results.voice_to_voice_ms,
      turn_results: {},
    });
  });

  test('is read as it was written', async () => {
    expect(await readResults(await saved('bench.json', JSON.stringify(results)))).toEqual(results);
  });

  test.each([
    ['other.json', '{"schema":"cascade.talk.v1"}', /other\.json: \$\.schema: expected .*cascade\.bench\.v1.*found/],
    ['broken.json', '{"schema":', /broken\.json: expected one JSON object, found text that is not JSON/],
  ])('that is none is refused with its place: %s', async (name, text, message) => {
    await expect(readResults(await saved(name, text))).rejects.toThrow(message);
  });

  test('that is not there is named, with the cure', async () => {
    const reading = readResults(join(folder, 'missing.json'));
    await expect(reading).rejects.toMatchObject({ code: 'invalid_file' });
    await expect(reading).rejects.toThrow(/missing\.json: cannot be read \(ENOENT\)\. Give --compare a bench\.json/);
  });
});

test('the report says what was met and missed, for each stage and each kind of answer', () => {
  const report = renderReport(results, undefined);
  expect(report).toMatch(
    /\| voice-to-voice p50, fast path and retrieval +\| 1 +\| ≤ 500 ms +\| 400 +\| 400 +\| met +\|/,
  );
  expect(report).toMatch(/\| voice-to-voice p50, language model +\| 1 +\| ≤ 700 ms +\| 1400 +\| 1400 +\| MISSED +\|/);
  expect(report).toMatch(/\| stop latency p95 +\| 1 +\| ≤ 300 ms +\| 960 +\|/);
  expect(report).toContain('Early cutoffs: 50.0 %');
  expect(report).toMatch(/\| {3}by llm +\| 1400/);
  expect(report).toMatch(/\| turn end-of-turn +\| 300/);
  expect(report).toContain('- asr: asr@1');
  expect(report).not.toMatch(/undefined|NaN|null/);
});

test('a run of which nothing came still has a report', () => {
  const empty = madeResults([madeTurn({ outcome: 'failed', voice_to_voice_ms: null, problem: 'no connection' })]);
  expect(renderReport(empty, [])).not.toMatch(/undefined|NaN/);
  expect(renderShort(empty, [])).toContain('The runs have no count of sessions and no clip in common.');
});

test('what got worse comes first', () => {
  const slower = madeResults([madeTurn({ voice_to_voice_ms: 600 }), llm]);
  const lines = renderShort(slower, compareResults(madeResults([madeTurn(), madeTurn({ clip: 'other' })]), slower));
  const rows = lines.split('\n').filter((line) => line.startsWith('| 1 '));
  expect(rows[0]).toContain('WORSE');
});

test('charts are drawn for what was measured', () => {
  const charts = drawCharts(results);
  expect(charts.map(({ file }) => file)).toEqual(['voice-to-voice.svg', 'stages.svg', 'critical-path.svg']);
  for (const { option, width, height } of charts) {
    const svg = renderChart(option, { width, height });
    expect(svg).toMatch(/^<svg /);
    expect(svg).not.toContain('NaN');
  }
  expect(renderChart(charts[0]!.option, charts[0]!)).toContain('llm (1)');
  const more = { ...results, sessions: { '1': results.sessions['1']!, '8': results.sessions['1']! } };
  expect(drawCharts(more).map(({ file }) => file)).toContain('sessions.svg');
});

test('progress is one line for each result', () => {
  expect(progressLine(madeTurn(), 3, 10)).toBe('3/10  clip  400 ms  fast-path  "what time is it how"');
  const lost = madeTurn({
    outcome: 'no-reply',
    voice_to_voice_ms: null,
    answer_source: null,
    transcript: '',
    problem: 'x',
  });
  expect(progressLine(lost, 1, Number.POSITIVE_INFINITY)).toBe('1  clip  no-reply  ""  ! x');
  expect(progressLine(madeInterruption(), 1, 2)).toBe('1/2  clip  interrupted:  stopped after 200 ms');
});
