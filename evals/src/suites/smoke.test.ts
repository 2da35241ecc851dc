import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EvalRun, readResults } from '../results-schema/index.ts';

const main = fileURLToPath(new URL('../eval/main.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-smoke-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function evaluate(...args: readonly string[]): Promise<{ code: number | null; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, CASCADE_STORE: 'off', DATABASE_URL: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.on('data', (text) => (err += text));
    child.once('close', (code) => resolve({ code, err }));
  });
}

/** With real models from end to end: what is missing of them fails here. */
test('a few items of every suite are run, measured and stored', async () => {
  const runs = join(folder, 'runs');
  const { code, err } = await evaluate('smoke', '--out', runs, '--cache', join(folder, 'cache'));
  expect(code, err).toBe(0);
  const files = await Promise.all(readdirSync(runs).map((name) => readResults(join(runs, name))));
  const found = new Map(files.flatMap((file) => file.runs).map((run) => [run.suite.name, run]));
  expect([...found.keys()].toSorted()).toEqual(['asr-smoke', 'end-of-turn-smoke', 'planner-smoke', 'tts-smoke']);

  const share = (run: EvalRun, name: string) => {
    const measures = run.clips.flatMap((clip) => clip.metrics[name] ?? []);
    return (
      measures.reduce((sum, one) => sum + one.numerator, 0) / measures.reduce((sum, one) => sum + one.denominator, 0)
    );
  };
  const [asr, tts, planner, endings] = ['asr', 'tts', 'planner', 'end-of-turn'].map(
    (name) => found.get(`${name}-smoke`)!,
  );
  expect(share(asr!, 'wer')).toBeLessThan(0.3);
  expect(share(asr!, 'empty_transcript')).toBe(0);
  expect(share(asr!, 'recognition_ms')).toBeGreaterThan(0);
  expect(share(tts!, 'round_trip_wer')).toBeLessThan(0.4);
  expect(share(planner!, 'turn_success')).toBeGreaterThan(0.7);
  expect(share(planner!, 'unsafe_reply')).toBe(0);
  expect(share(endings!, 'early_cutoff')).toBeLessThan(0.4);
  for (const run of found.values()) expect(JSON.stringify(run.clips)).not.toContain('hypothesis');
}, 180_000);
