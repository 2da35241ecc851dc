import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../nightly/nightly-evals.sh', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-nightly-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A pnpm that writes down what it is asked for, and does what the test says. */
function environment(body: string) {
  const stub = join(folder, 'pnpm');
  writeFileSync(stub, `#!/usr/bin/env bash\necho "$*" >>"${folder}/asked"\n${body}\n`);
  chmodSync(stub, 0o755);
  return { ...process.env, PATH: `${folder}:${process.env.PATH}` };
}
const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
const runScript = (env: NodeJS.ProcessEnv, ...args: string[]) => spawnSync(script, args, { env, encoding: 'utf8' });

test('the suites run, then the dashboard, whose exit code is the answer', () => {
  const results = join(folder, 'kept here');
  const { status } = runScript(environment('if [[ $1 == dashboard ]]; then exit 1; fi'), results);
  expect(status).toBe(1);
  expect(asked()).toEqual([
    `eval all --out ${results}/runs`,
    `dashboard ${results}/runs --out ${results}/site --fail-on-change`,
  ]);
});

test('an evaluation that fails is the answer, and there is no dashboard of it', () => {
  expect(runScript(environment('exit 130'), join(folder, 'kept')).status).toBe(130);
  expect(asked()).toHaveLength(1);
});

test('two at once: the second gives way', async () => {
  const kept = join(folder, 'kept');
  const gate = join(folder, 'gate');
  spawnSync('mkfifo', [gate]);
  const first = spawn(script, [kept], {
    env: environment(`echo at work; if [[ $1 == eval ]]; then cat "${gate}"; fi`),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => first.once('close', resolve));
  await new Promise((resolve) => first.stdout.once('data', resolve));
  const second = runScript({ ...process.env }, kept);
  expect([second.status, second.stderr]).toEqual([2, `Another run is at work in ${kept}.\n`]);
  writeFileSync(gate, '');
  expect(await ended).toBe(0);
  expect(asked()).toHaveLength(2);
});

test.each([[], ['a', 'b'], ['--help']])('%j is no use of it', (...args) => {
  const { status, stderr } = runScript(environment('exit 0'), ...args);
  expect([status, stderr]).toEqual([2, 'Usage: nightly-evals.sh FOLDER\n']);
});
