import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAssistantConfig, startAssistant } from '@cascade/assistant';
import { declaredEntries, Registry, resolveVersions } from '@cascade/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeRun } from '../../evals/test/made-runs.ts';
import { parseRegistryArguments } from './arguments.ts';
import { settingsProblems } from './check-settings.ts';
import { runRegistry } from './command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-registry-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const trap = 'asr/moonshine-early-exit-trap@1';
const reasons = ['--by', 'Ada', '--why', 'a reason'];

async function run(argv: readonly string[], environment: Record<string, string> = {}) {
  const asked = parseRegistryArguments(argv);
  if (asked === 'help') throw new Error('help');
  const lines: string[] = [];
  const surroundings = { environment: { CASCADE_STORE: 'off', ...environment }, nowMs: 1_800_000_000_000 };
  const code = await runRegistry(asked, { ...surroundings, print: (text) => lines.push(text) });
  return { code, text: lines.join('\n'), json: asked.json ? JSON.parse(lines.join('\n')) : undefined };
}

it('every version of a default service is an entry of the registry', async () => {
  const small = { CASCADE_INFERENCE_WORKERS: '1', CASCADE_LLM_SEQUENCES: '1' };
  const quiet = {
    ...small,
    CASCADE_LOG_LEVEL: 'silent',
    CASCADE_PORT: '0',
    CASCADE_CONSOLE: 'false',
    CASCADE_STORE: 'off',
  };
  const assistant = await startAssistant(loadAssistantConfig({ ...process.env, ...quiet }).values);
  try {
    const resolved = resolveVersions(new Registry(declaredEntries), assistant.versions);
    expect(resolved.map(({ part }) => part)).toContain('planner.prompt');
    expect(resolved.filter(({ entryId }) => entryId === undefined)).toEqual([]);
  } finally {
    await assistant.close();
  }
}, 60_000);

describe('settings of entries', () => {
  it('are variables that the stage of their kind has, with values that it accepts', () => {
    expect(declaredEntries.flatMap(settingsProblems)).toEqual([]);
    const bundle = declaredEntries.find(({ id }) => id === trap)!;
    const problems = (settings: Record<string, string>) => settingsProblems({ ...bundle, settings });
    expect(problems({ CASCADE_TTS_SPEED: '1' })[0]).toMatch(/which the configuration of asr does not have/);
    expect(problems({ CASCADE_ASR_SURE_ENOUGH: '3' })[0]).toMatch(/CASCADE_ASR_SURE_ENOUGH: expected at most 0/);
    expect(problems({ CASCADE_ASR_API_KEY: 'hush' })[0]).toMatch(/secret/);
  });

  it('tell which bundles an environment runs; another spelling of a default is the default', async () => {
    const { code, json } = await run(['running', '--json'], { CASCADE_ASR_FINAL_CUTS: '2', CASCADE_TTS_SPEED: '1.25' });
    expect(code).toBe(0);
    expect(json).toContainEqual({ kind: 'asr', id: 'asr/moonshine-two-cuts@1' });
    expect(json).toContainEqual({ kind: 'tts', id: 'tts/hibari-brisk@1' });
    expect(await run(['running'], { CASCADE_TTS_SPEED: '1.9' })).toMatchObject({
      code: 1,
      text: expect.stringContaining('tts: not a registered bundle'),
    });
  });
});

describe('the command', () => {
  it('lists entries with their ids', async () => {
    const { json } = await run(['list', '--json', '--kind', 'asr', '--status', 'candidate']);
    expect(json.map(({ id }: { id: string }) => id)).toContain(trap);
    expect(json.every(({ kind, status }: Record<string, string>) => kind === 'asr' && status === 'candidate')).toBe(
      true,
    );
    expect((await run(['list'])).text.split('\n')[0]).toMatch(/^id +kind +role +status/);
  });

  it('keeps changes, shows them, takes them along and verifies them', async () => {
    const store = ['--store', join(folder, 'changes.db')];
    await run(['promote', trap, '--to', 'shadow', ...reasons, ...store]);
    const entry = join(folder, 'entry.yaml');
    await writeFile(
      entry,
      `id: asr/moonshine-quiet@1
kind: asr
role: bundle
description: for quiet speakers
licence: Apache-2.0
origin: a test
artifacts: [moonshine-tiny-en@0.1.0]
settings: { CASCADE_ASR_LEVEL_NORMALIZATION: 'true' }
lineage: { parent: asr/moonshine-two-cuts@1, changed: level }
initial: { status: candidate, by: Ada, why: a test, 'on': '2026-11-23' }
`,
    );
    await run(['add', entry, ...reasons, ...store]);
    const results = join(folder, 'results.json');
    await writeFile(results, JSON.stringify(madeRun(trap, [{ id: 'one' }])));
    await run(['evaluated', trap, '--results', results, ...reasons, ...store]);
    expect((await run(['show', trap, ...store])).text).toMatch(/shadow, Ada: a reason/);
    expect((await run(['verify', ...store])).text).toBe('No contradictions.');

    const exported = join(folder, 'history.json');
    await run(['export', exported, ...store]);
    const other = ['--store', join(folder, 'other.db')];
    await run(['import', exported, ...other]);
    await run(['import', exported, ...other]);
    expect(JSON.parse((await run(['export', ...other])).text)).toEqual(JSON.parse(await readFile(exported, 'utf8')));

    await writeFile(results, JSON.stringify(madeRun(trap, [{ id: 'another' }])));
    expect(await run(['verify', ...store])).toMatchObject({ code: 1, text: expect.stringMatching(/not what it was/) });
  });

  it('promotes to canary and live what passes its gate, or what somebody answers for', async () => {
    const store = ['--store', join(folder, 'gate.db')];
    const promote = (to: string, ...more: string[]) =>
      run(['promote', trap, '--to', to, ...reasons, ...store, ...more]);
    await promote('shadow');
    const results = join(folder, 'gated.json');
    const runOf = (entry: string, errors: number) =>
      madeRun(
        entry,
        Array.from({ length: 200 }, (_, index) => ({ id: `${index}`, errors, slices: ['entity:name'] })),
      );
    await writeFile(results, JSON.stringify([runOf('asr/moonshine-two-cuts@1', 1), runOf(trap, 3)]));
    await expect(promote('canary', '--results', results)).rejects.toThrow(
      /entity:name, wer \(200\): 10\.0 % → 30\.0 %[\s\S]*is not promoted\. --despite-gate/,
    );
    await writeFile(results, JSON.stringify([runOf('asr/moonshine-two-cuts@1', 1)]));
    await expect(promote('canary', '--results', results)).rejects.toThrow(/has not been judged.*There are no results/);
    expect((await run(['show', trap, ...store])).text).not.toMatch(/canary, Ada/);

    await promote('canary', '--despite-gate');
    expect((await run(['show', trap, ...store])).text).toMatch(/canary, Ada: despite its gate: a reason/);
    // What was live may come back at once.
    await promote('live', '--despite-gate');
    await run(['promote', 'asr/moonshine-two-cuts@1', '--to', 'live', ...reasons, ...store]);
    expect((await run(['show', 'asr/moonshine-two-cuts@1', ...store])).text).toMatch(/live, Ada: a reason/);
  });

  it('says what differs', async () => {
    expect((await run(['diff', 'tts/hibari@1', 'tts/hibari-brisk@1'])).text).toMatch(/CASCADE_TTS_SPEED +– +1\.25/);
  });

  it.each([
    [[], 'A command is missing.'],
    [['fetch'], 'There is no command "fetch".'],
    [['promote', trap, '--to', 'shadow'], 'say who with --by and why with --why'],
    [['promote', trap, ...reasons], 'promote needs --to'],
    [['promote', trap, '--to', 'everywhere', ...reasons], '--to: expected one of candidate, shadow'],
    [['diff', trap], 'diff takes 2 names or files, not 1'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseRegistryArguments(argv)).toThrow(message);
  });

  it('has nowhere to keep a change without a store, and refuses a bad file', async () => {
    await expect(run(['retire', trap, ...reasons])).rejects.toThrow(/a change needs a store/);
    const store = ['--store', join(folder, 'refused.db')];
    await expect(run(['add', join(folder, 'none.yaml'), ...reasons, ...store])).rejects.toThrow(/ENOENT/);
    await writeFile(join(folder, 'history-bad.json'), '[1]');
    await expect(run(['import', join(folder, 'history-bad.json'), ...store])).rejects.toThrow(
      /no history of a registry/,
    );
  });
});
