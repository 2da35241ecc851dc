import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { modelEntries } from './registry.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (err += text));
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

it('lists every model with licence, size and state', async () => {
  const { code, out } = await run('list');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(/^id +version +licence +size +state +origin$/);
  for (const entry of modelEntries) expect(out).toContain(`${entry.id} `);
  expect(out).toMatch(/silero-vad-v6 +0\.0\.31 +MIT +2\.3 MB +ok +Silero Team/);
});

it('prints one JSON document on demand', async () => {
  const { code, out } = await run('list', '--json', 'smart-turn-v3.2');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([
    { registryId: 'smart-turn-v3.2@1.14.0', licence: 'BSD-2-Clause', state: 'ok', files: [{ state: 'ok' }] },
  ]);
});

it('verifies: exit 1, the file, both hashes and the cure when something is wrong', async () => {
  expect((await run('verify')).code).toBe(0);
  const directory = await temporaryFolder();
  await mkdir(join(directory, 'silero-vad-v6@0.0.31'));
  await writeFile(join(directory, 'silero-vad-v6@0.0.31', 'silero_vad_v6.onnx'), 'not a model');
  const { code, err } = await run('verify', '--directory', directory, 'silero-vad-v6', 'hibari');
  expect(code).toBe(1);
  expect(err).toMatch(/different: .*silero_vad_v6\.onnx\n +expected sha256 1a153a22\S+\n +found +sha256 [0-9a-f]{64}/);
  expect(err).toMatch(/missing: .*hibari\.onnx/);
  expect(err).toContain('Run `pnpm models pull`.');
});

it('names optional models in the cure', async () => {
  const directory = await temporaryFolder();
  const { code, err } = await run('verify', '--directory', directory, 'silero-vad-v4');
  expect(code).toBe(1);
  expect(err).toContain('Run `pnpm models pull silero-vad-v4`.');
});

it.each([
  [[], 'A command is missing.'],
  [['fetch'], 'There is no command "fetch".'],
  [['list', 'nothing'], 'No model is called "nothing".'],
  [['pull', '--quick'], "Unknown option '--quick'"],
  [['pull', '--all', 'hibari'], 'either --all or the ids'],
])('refuses %j with exit 2', async (args, message) => {
  const { code, out, err } = await run(...args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(message);
  expect(err).toContain('Usage: pnpm models');
});

it('shows how to use it', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  expect(out).toContain('Usage: pnpm models');
});
