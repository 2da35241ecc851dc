import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeClips, madeRun } from '../../test/made-runs.ts';
import { findRuns } from './find-runs.ts';
import { matchesSlice, parseGate, readGate } from './gate-schema.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const gates = fileURLToPath(new URL('../../gates/', import.meta.url));
const live = 'asr/moonshine-two-cuts@1';
const trap = 'asr/moonshine-early-exit-trap@1';

let folder: string;
let rules: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-gate-'));
  rules = await write(
    'gate.yaml',
    `gate: asr
resamples: 500
win: { metric: recognition_ms }
rules:
  - { metric: wer, area: quality, slices: [name], min_samples: 20, max_regression: { absolute: 0 }, why: names }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

function gate(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, CASCADE_STORE: 'off', DATABASE_URL: '' },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

describe('pnpm gate', () => {
  const results = (errors: number, count = 30) =>
    write(
      `results-${errors}-${count}.json`,
      JSON.stringify([
        madeRun(
          live,
          madeClips('name', count, () => 0, 100),
        ),
        madeRun(
          trap,
          madeClips('name', count, () => errors, 60),
        ),
      ]),
    );

  test('passes with 0, fails with 1, and says both as JSON; the baseline is what is live', async () => {
    const good = await gate(trap, '--results', await results(0), '--gate', rules, '--json');
    expect(good.code).toBe(0);
    expect(JSON.parse(good.out)).toMatchObject({ pass: true, baseline: live, failing: [] });
    const bad = await gate(trap, '--results', await results(1), '--gate', rules, '--json');
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({
      pass: false,
      failing: [{ slice: 'name', metric: 'wer', baseline: 0, candidate: 0.1, interval: [0.1, 0.1] }],
      routing: { keepOnBaseline: [{ slice: 'name' }] },
    });
  });

  test('ends with 2 when there is too little to say so, when results are missing, and when it is used wrongly', async () => {
    const few = await gate(trap, '--results', await results(0, 5), '--gate', rules);
    expect([few.code, few.out]).toEqual([2, expect.stringContaining('5 recordings of name, 20 are needed')]);
    const none = await gate('asr/moonshine-one-cut@1', '--results', await results(0), '--gate', rules);
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringContaining('There are no results of asr/moonshine-one-cut@1'),
    ]);
    expect(await gate('asr/nothing@1')).toMatchObject({ code: 2, err: expect.stringContaining('has no entry') });
    expect(await gate()).toMatchObject({ code: 2, err: expect.stringContaining('Which candidate?') });
    expect(await gate(live)).toMatchObject({ code: 2, err: expect.stringContaining('is live itself') });
  });
});

test('the newest runs of one suite are compared', async () => {
  const at = (entry: string, day: number, suite: string) =>
    madeRun(entry, [{ id: 'one' }], {
      startedAt: `2026-11-0${day}T00:00:00Z`,
      suite: { name: suite, sha256: suite.repeat(64) },
    });
  const file = await write(
    'several.json',
    JSON.stringify([at(live, 1, 'a'), at(live, 3, 'a'), at(trap, 2, 'a'), at(trap, 4, 'a'), at(trap, 5, 'b')]),
  );
  const wanted = { candidate: trap, baseline: live, files: [file], suite: undefined };
  const { candidate, baseline } = await findRuns(wanted);
  expect([candidate.startedAt, baseline.startedAt].map((at) => at.slice(9, 10))).toEqual(['4', '3']);
  await expect(findRuns({ ...wanted, suite: 'b' })).rejects.toThrow(/no results of asr\/moonshine-two-cuts@1/);
});

describe('gates', () => {
  test('of the repository are well formed', async () => {
    const files = globSync('*.yaml', { cwd: gates });
    expect(files.toSorted()).toEqual(['asr.yaml', 'end-of-turn.yaml', 'planner.yaml', 'tts.yaml']);
    for (const file of files) expect(`${(await readGate(join(gates, file))).gate}.yaml`).toBe(file);
  });

  test('say what is wrong with them', async () => {
    expect(() => parseGate('gate: x\nwin: { metric: y }\nrules: [{ metric: wer }]')).toThrow(/rules\.0\.area/);
    await expect(readGate(join(folder, 'none.yaml'))).rejects.toThrow(/there is no such gate/);
  });

  test('mean slices by their names, with * for any letters', () => {
    expect(matchesSlice('noise:*', 'noise:10dB')).toBe(true);
    expect(matchesSlice('noise', 'noise:10dB')).toBe(false);
    expect(matchesSlice('a.c', 'abc')).toBe(false);
  });
});
