import { describe, expect, test } from 'vitest';
import { madeClips, madeRun } from '../../../test/made-runs.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import type { Suite } from '../suite.ts';
import { htmlReport } from './html-report.ts';
import { comparisonText, runText } from './text-report.ts';

const baseline = madeRun('asr/a@1', [...madeClips('name', 40, () => 0, 100), ...madeClips('<b>', 40, () => 1, 100)]);
const candidate = madeRun('asr/b@1', [...madeClips('name', 40, () => 2, 50), ...madeClips('<b>', 40, () => 1, 50)]);
const suite = { shown: ['wer', 'recognition_ms'], metrics: baseline.metrics } as unknown as Suite;
const differences = compareRuns(baseline, candidate, { seed: 'report', resamples: 200, permutations: 20_000 });

describe('the summary', () => {
  test('of two entries marks what is shown, and lists where the candidate is worse', () => {
    const text = comparisonText([baseline, candidate], differences, suite);
    expect(text).toMatch(/\| name +\| 40 +\| \+20\.0 ✗ +\| −50 % ✓/);
    expect(text).toContain('name, wer: 0.0 % → 20.0 %, +20.0 (95 %: +20.0 … +20.0)');
    expect(text).not.toContain('name, recognition_ms:');
  });

  test('of one entry has its figures by slice', () => {
    expect(runText(candidate, suite)).toMatch(/\| name +\| 40 +\| 20\.0 % +\| 50 ms/);
  });
});

describe('the page', () => {
  const item = {
    id: 'clip-<i>',
    group: 'g',
    slices: ['name'],
    sha256: '',
    reference: 'Call Anna <Weiss>',
    input: async () => undefined,
    audio: async () => new Float32Array(1600),
  };
  const measure = (numerator: number) => ({ numerator, denominator: 3 });
  const page = htmlReport({
    suite,
    runs: [baseline, candidate],
    differences,
    regressions: [
      {
        item,
        metric: 'wer',
        baseline: measure(0),
        candidate: measure(1),
        hypotheses: ['Call Anna Weiss', 'Call Anna vice'],
      },
    ],
  });

  test('needs nothing else, and carries the sound within itself', async () => {
    const text = await page;
    expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'; media-src data:");
    expect(text).toMatch(/<audio controls preload="none" src="data:audio\/wav;base64,UklGR/);
    expect(text.replaceAll(/data:audio\/wav;base64,[\w+/=]+/g, '')).not.toMatch(/https?:|<script|src="(?!")\w/);
  });

  test('colours what is shown and what leans, and marks the wrong word', async () => {
    const text = await page;
    expect(text).toMatch(/<tr><td>name<\/td><td>40<\/td><td class="worse"[^>]*>\+20\.0<\/td><td class="better"/);
    expect(text).toContain('<td class="wrong">vice</td>');
    expect(text).not.toContain('<td class="wrong">call</td>');
  });

  test('shows names and texts as they are', async () => {
    const text = await page;
    expect(text).toContain('&#60;b&#62;');
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('clip-<i>');
  });
});
