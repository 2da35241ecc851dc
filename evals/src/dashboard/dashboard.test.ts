import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { madeRun } from '../../test/made-runs.ts';
import type { EvalRun } from '../results-schema/index.ts';
import { seededRandom } from '../sounds/index.ts';
import { dashboardCommand, parseDashboardArguments } from './command.ts';
import { historyOf } from './history.ts';
import { isWorseNow, judgeHistory } from './judge-series.ts';
import { describeWorse, renderSite } from './pages.ts';

const entry = 'asr/one@1';

/** Nightly runs of an entry over 40 clips: errors of ten words by run. */
function nights(
  errorsOf: (night: number, noise: number) => number,
  count = 20,
  changes: Partial<EvalRun> = {},
): EvalRun[] {
  const random = seededRandom('nights');
  return Array.from({ length: count }, (_, night) => {
    const clips = Array.from({ length: 40 }, (_, index) => ({
      id: `${index}`,
      slices: [index < 20 ? 'name' : 'clean'],
      errors: Math.max(0, errorsOf(night, random.next() - 0.5)),
    }));
    const startedAt = `2026-10-${String(night + 1).padStart(2, '0')}T02:00:00Z`;
    return madeRun(entry, clips, { startedAt, ...changes });
  });
}

const judgedOf = (runs: readonly EvalRun[], slice = 'all') =>
  judgeHistory(historyOf(runs)).find(({ series }) => series.metric === 'wer' && series.slice === slice)!;

describe('a history', () => {
  test('that stays where it is shows nothing', () => {
    const judged = judgeHistory(historyOf(nights((_, noise) => 2 + noise)));
    expect(judged.filter(isWorseNow)).toEqual([]);
    expect(judged.every(({ trend }) => trend?.verdict === 'flat')).toBe(true);
  });

  test('that steps up has its change at that run, and is worse', () => {
    const judged = judgedOf(nights((night, noise) => (night < 12 ? 2 : 3) + noise));
    expect(judged.changes).toMatchObject([{ at: 12, isWorse: true }]);
    expect(judged.changes[0]!.to - judged.changes[0]!.from).toBeCloseTo(0.1, 1);
    expect(isWorseNow(judged)).toBe(true);
  });

  test('that creeps up has a trend', () => {
    expect(judgedOf(nights((night, noise) => 1 + 0.1 * night + noise)).trend).toMatchObject({ verdict: 'worse' });
    expect(judgedOf(nights((night, noise) => 4 - 0.1 * night + noise)).trend).toMatchObject({ verdict: 'better' });
  });

  test('is none while there are few runs', () => {
    const judged = judgedOf(nights((night) => (night < 3 ? 1 : 9), 7));
    expect([judged.trend, judged.changes]).toEqual([undefined, []]);
  });

  test('of times is told by machine, of words is not; other items are another history', () => {
    const here = nights((_, noise) => 2 + noise, 3);
    const there = nights((_, noise) => 2 + noise, 3, { machine: 'another' });
    const others = nights((_, noise) => 2 + noise, 3, { suite: { name: 'made', sha256: 'b'.repeat(64) } });
    const count = (runs: readonly EvalRun[], metric: string) =>
      historyOf(runs).filter((series) => series.metric === metric && series.slice === 'all').length;
    expect(count([...here, ...there], 'recognition_ms')).toBe(2);
    expect(count([...here, ...there], 'wer')).toBe(1);
    expect(count([...here, ...others], 'wer')).toBe(2);
  });

  test('counts a run once that is stored twice', () => {
    const runs = nights((_, noise) => 2 + noise, 3);
    expect(judgedOf([...runs, ...runs]).values).toHaveLength(3);
  });
});

describe('the site', () => {
  test('has an index and a page for each suite, and takes no name for markup', () => {
    const runs = nights((night, noise) => (night < 12 ? 2 : 3) + noise).map((run) => ({ ...run, entry: '<script>x' }));
    const history = historyOf(runs);
    const pages = renderSite(history, judgeHistory(history));
    expect(pages.map(({ name }) => name)).toEqual(['index.html', 'suite-made.html']);
    for (const { html } of pages) expect(html).not.toContain('<script');
    expect(pages[0]!.html).toContain('figures became worse');
    expect(pages[1]!.html.match(/<svg/g)!.length).toBeGreaterThan(2);
  });
});

test('a slope of times is told by share of where they began', () => {
  const [series] = historyOf(nights(() => 2, 8)).filter(({ metric }) => metric === 'recognition_ms');
  const trend = { perRun: 5, adjustedP: 0.01, verdict: 'worse' } as const;
  const judged = { series: series!, entry, values: [100, 105], times: [], trend, changes: [] };
  expect(describeWorse(judged)).toBe('+5 % a run (p = 0.010)');
});

describe('the command', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cascade-dashboard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = async (...argv: string[]) => {
    const options = parseDashboardArguments(argv);
    if (options === 'help') throw new Error('help');
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    try {
      const code = await dashboardCommand.run(options, new AbortController().signal);
      return { code, printed: log.mock.calls.map(([text]) => text).join('\n') };
    } finally {
      log.mockRestore();
    }
  };

  test('writes the site, and fails a nightly run when something became worse', async () => {
    const file = join(folder, 'runs.json');
    writeFileSync(file, JSON.stringify(nights((night, noise) => (night < 12 ? 2 : 3) + noise)));
    const out = join(folder, 'site');
    const { code, printed } = await run(file, '--out', out);
    expect(code).toBe(0);
    expect(printed).toMatch(/made, asr\/one@1, wer in all: since 2026-10-13 2\d\.\d % → 30\.\d %/);
    expect(readdirSync(out)).toEqual(['index.html', 'suite-made.html']);
    expect((await run(file, '--out', out, '--fail-on-change')).code).toBe(1);
    expect(JSON.parse((await run(file, '--out', out, '--json')).printed)).toMatchObject({ runs: 20 });
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('<title>Regression dashboard</title>');
  });

  test('names what it cannot read', async () => {
    writeFileSync(join(folder, 'odd.txt'), '{}');
    await expect(run(join(folder, 'odd.txt'))).rejects.toThrow(/odd\.txt: no results of an evaluation/);
    const empty = mkdtempSync(join(folder, 'empty-'));
    await expect(run(empty)).rejects.toThrow(/has no results in it: `pnpm eval all` makes some/);
    await expect(run(join(folder, 'none.json'))).rejects.toThrow(/none\.json: cannot be read \(ENOENT\)/);
  });
});
