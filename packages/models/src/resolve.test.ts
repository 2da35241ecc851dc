import { appendFile, mkdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contents, packaged } from '../test/small-manifest.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { resolveModel } from './resolve.ts';

async function placed() {
  const directory = await temporaryFolder();
  for (const id of ['net', 'extra']) await mkdir(join(directory, `${id}@1.0.0`));
  const path = join(directory, 'net@1.0.0', 'net.onnx');
  await writeFile(path, contents['net.onnx']);
  return { directory, path, options: { directory, entries: packaged } };
}

it('gives the paths of a model whose files are right', async () => {
  const { directory, path, options } = await placed();
  const model = await resolveModel('net', options);
  expect(model).toMatchObject({ id: 'net', version: '1.0.0', registryId: 'net@1.0.0', licence: 'MIT' });
  expect(model.directory).toBe(join(directory, 'net@1.0.0'));
  expect(model.file('net.onnx')).toBe(path);
  expect(() => model.file('other.onnx')).toThrow('It has: net.onnx.');
});

it('refuses a truncated file and names it, both hashes and the cure', async () => {
  const { path, options } = await placed();
  await truncate(path, 100);
  const error = await resolveModel('net', options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'model_corrupt' });
  const { message } = error as Error;
  expect(message).toContain(path);
  expect(message).toContain(packaged[0]!.files[0]!.sha256);
  expect(message).toMatch(/found [0-9a-f]{64} \(100 bytes\)/);
  expect(message).toContain('`pnpm models pull`');
});

it('notices a change after it was found right, but not that it was merely touched', async () => {
  const { path, options } = await placed();
  await resolveModel('net', options);
  await utimes(path, 1000, 1000);
  await resolveModel('net', options);
  await appendFile(path, 'x');
  await expect(resolveModel('net', options)).rejects.toMatchObject({ code: 'model_corrupt' });
});

it('refuses a missing file, and names an optional model in the cure', async () => {
  const { options } = await placed();
  await expect(resolveModel('voice', options)).rejects.toMatchObject({
    code: 'model_missing',
    message: expect.stringMatching(/voice\.wav.*`pnpm models pull`/),
  });
  await expect(resolveModel('extra', options)).rejects.toThrow('`pnpm models pull extra`');
});

it('refuses an unknown model', async () => {
  await expect(resolveModel('nothing')).rejects.toMatchObject({ code: 'unsupported_value' });
});
