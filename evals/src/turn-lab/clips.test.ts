import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@cascade/audio';
import { expect, test } from 'vitest';
import { question } from '../../test/made-recordings.ts';
import { parseLabArguments } from './arguments.ts';
import { findWavFiles, readClip, readManifest } from './clips.ts';
import { readRecordings, withSpeech } from './recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'turn-lab-'));
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const wav = file('hello.wav', writeWav(new Float32Array(800), 8000));

test('a manifest names its clips beside itself, with kinds and groups where it has them', () => {
  const manifest = file(
    'manifest.jsonl',
    '{"id":"a","file":"hello.wav","slice":["short"],"group":"g"}\n\n{"id":"b","file":"hello.wav","slice":"long"}\n',
  );
  expect(readManifest(manifest)).toEqual([
    { id: 'a', file: wav, slices: ['short'], group: 'g' },
    { id: 'b', file: wav, slices: ['long'], group: 'b' },
  ]);
});

test('a wav file is read at the rate of the models; a folder gives those in it', async () => {
  const [source] = await findWavFiles([folder]);
  expect(source).toMatchObject({ id: 'hello', file: wav });
  expect(readClip(source!).samples).toHaveLength(1600);
  expect(await findWavFiles([wav])).toEqual([source]);
});

test('what cannot be used is named, with what to do', async () => {
  const broken = file('broken.jsonl', '{"id":"a","file":"x.wav"}\n{"id":""}\n');
  expect(() => readManifest(broken)).toThrow(/broken\.jsonl, line 2: expected a JSON object with id, file/);
  expect(() => readManifest(file('empty.jsonl', '\n'))).toThrow(/names no clip/);
  expect(() => readManifest(join(folder, 'none.jsonl'))).toThrow(/none\.jsonl cannot be read/);
  const text = file('text.wav', 'not a recording');
  expect(() => readClip({ id: 'x', slices: [], group: 'x', file: text })).toThrow(
    /text\.wav cannot be used: .*PCM wav/s,
  );
  await expect(findWavFiles([join(folder, 'nowhere')])).rejects.toThrow(/nowhere is not there/);
  await expect(findWavFiles([mkdtempSync(join(tmpdir(), 'turn-lab-'))])).rejects.toThrow(/no wav file/);
  await expect(readRecordings(broken)).rejects.toThrow(/line 1: no recording of a clip/);
});

test('a clip without speech is told of and left out', () => {
  const said: string[] = [];
  const silent = { ...question, id: 'silent', speech: [], pauses: [] };
  expect(withSpeech([silent, question], (text) => said.push(text))).toEqual([question]);
  expect(said).toEqual(['silent: no speech was found in it, it is left out\n']);
  expect(() => withSpeech([silent], () => undefined)).toThrow(/no speech in any/);
});

test('arguments: clips or a manifest, and nothing unknown', () => {
  expect(parseLabArguments([])).toMatchObject({ paths: [], manifest: undefined, validate: false });
  expect(parseLabArguments(['a.wav', '--json'])).toMatchObject({ paths: ['a.wav'], json: true });
  expect(parseLabArguments(['-h'])).toBe('help');
  expect(() => parseLabArguments(['a.wav', '--manifest', 'm'])).toThrow(/not both/);
  expect(() => parseLabArguments(['--speed'])).toThrow();
});
