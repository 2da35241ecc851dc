import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTurnStore } from '@cascade/store';
import { faultedTurnRecord, timedTurnRecord } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeTurns } from '../../test/made-turns.ts';
import { runReportCommand } from './command.ts';

let folder: string;
let turns: string;
const nowMs = Date.UTC(2024, 4, 1, 12);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budget-report-'));
  turns = join(folder, 'turns.ndjson');
  const strange = {
    ...faultedTurnRecord({ stage: 'tts', kind: 'slow' }),
    device: { kind: '<script>alert("x")</script>' },
  };
  await writeFile(turns, [...madeTurns(240), strange].map((record) => JSON.stringify(record)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runReportCommand(argv, {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    store: undefined,
    nowMs,
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('pnpm budget report', () => {
  test('says it as text: which budgets, who owns the overruns, which turns', async () => {
    const { code, out, err } = await run(turns, '--profile', 'lead');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('241 turns, 2024-05-01T10:00:00.000Z to');
    expect(out).toMatch(/\| finalization +\| p95 .* exceeded \|/);
    expect(out).toMatch(/\| asr +\| queueing +\| speech-recognition \| finalization/);
    expect(out).toContain('Versions of asr side by side');
    expect(out).toMatch(/trace-1, begun at .*13\.0×\n {4}tts \(voice\), model-compute: First audio byte took 1562 ms/);
  });

  test('ends with 0 where no budget is exceeded', async () => {
    const file = join(folder, 'healthy.ndjson');
    await writeFile(file, JSON.stringify(timedTurnRecord()));
    expect(await run(file)).toMatchObject({ code: 0, err: '' });
  });

  test('gives one JSON object', async () => {
    const { out } = await run(turns, '--json', '--worst', '1');
    expect(out.trim().split('\n')).toHaveLength(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ profile: 'default', turns: 241 });
    expect(report.worst).toHaveLength(1);
    expect(report.latencies[0].percentiles.p95).toEqual({
      value: expect.any(Number),
      low: expect.any(Number),
      high: expect.any(Number),
    });
  });

  test('writes a page that loads nothing, and shows no markup of a client as markup', async () => {
    const page = join(folder, 'report.html');
    await run(turns, '--profile', 'lead', '--html', page);
    const html = await readFile(page, 'utf8');
    expect(html.match(/<svg/g)).toHaveLength(8);
    expect(html.match(/<script|<link|<img|<image|src=|@import|url\((?!['"]?#)/i)?.[0]).toBeUndefined();
    expect([...html.matchAll(/https?:\/\/[^"]+/g)].every(([url]) => url.startsWith('http://www.w3.org/'))).toBe(true);
    for (const text of ['exceeded', 'queueing', 'recognizer@2', 'Content-Security-Policy', '13.0×'])
      expect(html).toContain(text);
  });

  test('reads a store, from a time to a time', async () => {
    const address = join(folder, 'turns.db');
    const store = await openTurnStore(address);
    await store.put(madeTurns(60));
    await store.close();
    const all = JSON.parse((await run('--store', address, '--json')).out);
    expect(all.turns).toBe(60);
    const some = await run('--store', address, '--from', '100m', '--to', '2024-05-01T10:40:00Z', '--json');
    expect(JSON.parse(some.out)).toMatchObject({ turns: 20, first_started_at: '2024-05-01T10:20:00.000Z' });
    const ofFile = await run(turns, '--from', '2024-05-01T13:00:00Z', '--json');
    expect(JSON.parse(ofFile.out).turns).toBe(60);
  });

  test('holds turns to budgets of a file', async () => {
    const file = join(folder, 'budgets.yaml');
    const budget = '{ stage: planning, percentile: 95, slice: "source:fast-path", ms: 5 }';
    await writeFile(file, `profiles: { strict: { budgets: [ ${budget} ] } }`);
    const { code, out } = await run(turns, '--budgets', file, '--profile', 'strict');
    expect(code).toBe(1);
    expect(out).toMatch(/\| planning +\| p95 +\| source:fast-path .* exceeded \|/);
  });

  test.each([
    [[], 2, /Name files of turn records, or --store ADDRESS/],
    [['/nowhere.ndjson'], 2, /\/nowhere\.ndjson: cannot be read \(ENOENT\)/],
    [['TURNS', '--profile', 'swift'], 2, /There is no profile "swift"; known are default, lead\./],
    [['TURNS', '--from', 'soon'], 2, /--from takes a time as/],
    [['TURNS', '--store', 'x.db'], 2, /not both/],
    [['TURNS', '--worst', '-1'], 2, /--worst/],
    [['TURNS', '--what'], 2, /Unknown option '--what'/],
    [['TURNS', '--html', '/nowhere/page.html'], 2, /\/nowhere\/page\.html: cannot be written/],
    [['TURNS', '--to', '2020-01-01'], 2, /There is no turn to report of/],
  ])('%j is refused with its reason', async (argv, code, message) => {
    const result = await run(...argv.map((argument) => (argument === 'TURNS' ? turns : argument)));
    expect(result).toMatchObject({ code, err: expect.stringMatching(message) });
  });

  test('what is no whole turn record never looks like success', async () => {
    const file = join(folder, 'broken.ndjson');
    const half = JSON.stringify({ trace_id: 'a', stages_ms: { planning: 1 } });
    await writeFile(file, `${JSON.stringify(timedTurnRecord())}\n${half}\nnot json\n`);
    const { code, out, err } = await run(file);
    expect(code).toBe(2);
    expect(out).toMatch(/^1 turn, /);
    expect(err).toMatch(/broken\.ndjson:2: \$\.schema: expected .*\n.*broken\.ndjson:3: \$: expected one JSON object/);
    expect(err).toContain('Malformed input: 2 problems; the report is of what is whole, 1 turn.');
  });
});
