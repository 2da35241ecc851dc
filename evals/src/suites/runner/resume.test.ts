import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { madeUnits } from '../../../test/made-suite.ts';
import { OutcomeCache } from './outcome-cache.ts';
import { runUnits } from './run-items.ts';

const script = fileURLToPath(new URL('../../../test/run-made-suite.ts', import.meta.url));
const count = 40;
/** Before the made-up bench hangs, where it is told to. */
const finished = 20;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-suites-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly done?: number;
  readonly computed?: number;
  readonly outcomes?: readonly (readonly { readonly index: number; readonly squared: number }[])[];
}

/** @param signal ends the process once the twenty items are done after which it hangs */
function runChild(signal?: NodeJS.Signals) {
  const mode = signal ? ['hang'] : [];
  const args = [script, join(folder, 'cache'), join(folder, 'log'), String(count), ...mode];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    lines.push(line);
    if (signal && line.done === finished) child.kill(signal);
  });
  return new Promise<{ lines: Line[]; code: number | null }>((resolve) => {
    child.once('close', (code) => resolve({ lines, code }));
  });
}

const keptFiles = () => readdirSync(join(folder, 'cache')).filter((name) => name.endsWith('.json'));
const logged = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').map(Number);

describe.each([
  ['killed', 'SIGKILL', null],
  ['stopped by Ctrl-C', 'SIGINT', 130],
] as const)('a run that is %s', (_, signal, code) => {
  test('leaves every kept outcome whole, and the next one computes only what is missing', async () => {
    const stopped = await runChild(signal);
    expect(stopped.code).toBe(code);
    expect(keptFiles()).toHaveLength(finished);
    for (const file of keptFiles()) JSON.parse(readFileSync(join(folder, 'cache', file), 'utf8'));

    const before = logged().length;
    const resumed = await runChild();
    expect(resumed.code).toBe(0);
    expect(resumed.lines[0]).toEqual({ done: finished, computed: 0 });
    expect(resumed.lines.at(-2)).toEqual({ done: count, computed: count - finished });
    expect(resumed.lines.at(-1)?.outcomes?.map(([one]) => one?.squared)).toEqual(
      Array.from({ length: count }, (__, index) => index * index),
    );
    expect(Math.min(...logged().slice(before))).toBe(finished);

    const third = await runChild();
    expect(third.lines[0]).toEqual({ done: count, computed: 0 });
    expect(third.lines.at(-1)?.outcomes).toEqual(resumed.lines.at(-1)?.outcomes);
  }, 60_000);
});

describe('running items', () => {
  const bench = new URL('../../../test/made-bench.ts', import.meta.url);
  const options = async () => ({
    bench,
    cache: await OutcomeCache.open(join(folder, 'cache'), ['made']),
    processes: 2,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

  test('says what a bench failed with, and keeps what went well', async () => {
    const failing = { id: 'made@2', settings: { CASCADE_MADE: 'fail' }, versions: {}, sha256: 'f' };
    const units = madeUnits(20, join(folder, 'log')).map((unit) => ({ ...unit, entries: [failing] }));
    await expect(runUnits(units, await options())).rejects.toThrow('The thirteenth fails.');
    expect(keptFiles().length).toBeGreaterThanOrEqual(10);
  }, 30_000);

  test('keeps outcomes apart by item, entries and their order, repetition and what else decides them', async () => {
    const units = madeUnits(2, join(folder, 'log'));
    const [one, other] = units as [(typeof units)[0], (typeof units)[0]];
    const [entry] = one.entries;
    const second = { ...entry!, sha256: 'other' };
    const cache = await OutcomeCache.open(join(folder, 'cache'), ['made']);
    const pair = { ...one, entries: [entry!, second] };
    await cache.write(pair, ['a', 'b']);
    expect(await cache.read(pair)).toEqual(['a', 'b']);
    for (const unlike of [
      one,
      { ...other, entries: pair.entries },
      { ...pair, entries: [second, entry!] },
      { ...pair, repeat: 1 },
    ]) {
      expect(await cache.read(unlike)).toBeUndefined();
    }
    expect(await (await OutcomeCache.open(join(folder, 'cache'), ['newer code'])).read(pair)).toBeUndefined();
  });
});
