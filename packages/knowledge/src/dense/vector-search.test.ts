import { expect, onTestFinished, test } from 'vitest';
import { acme } from '../../test/engine.ts';
import { makeFolder, page } from '../../test/folder.ts';
import { openDatabase } from '../database/schema.ts';
import { defaultChunkOptions } from '../ingest/chunk.ts';
import { indexFolder } from '../ingest/index-folder.ts';
import { createSearchEngine, defaultOptions } from '../search/search.ts';
import type { Embedder } from './embedder.ts';
import { quantize } from './quantize.ts';
import { readSafetensors } from './safetensors.ts';

/** Knows one thing: what is about noise. Text about it lies along one axis, everything else along another. */
const toyEmbedder: Embedder = {
  version: 'toy@1',
  dimensions: 8,
  async embed(texts) {
    return texts.map((text) =>
      Float32Array.from({ length: 8 }, (_, at) => (at === Number(/loud|noise|racket/i.test(text)) ? 0.3 : 0.01)),
    );
  },
};

test('dense retrieval finds what shares no word, and only what the reader may see', async () => {
  const folder = makeFolder({
    'a.md': page('Pump', 'It makes little noise.'),
    'b.md': page('Secret pump', 'It is loud.', 'acme', ['staff']),
    'c.md': page('Other pump', 'It is loud.', 'other'),
    'd.md': page('Stove', 'It burns pellets.'),
  });
  const database = openDatabase(':memory:', { versions: 'toy', create: true, dimensions: 8 });
  onTestFinished(() => database.close());
  const index = () => indexFolder(database, { ...defaultChunkOptions, folder, embedder: toyEmbedder });
  await index();
  const engine = createSearchEngine(database, { ...defaultOptions, retrievers: ['dense'] }, () => 0, toyEmbedder);
  const sources = async (labels: readonly string[]) =>
    (await engine.search({ text: 'racket' }, { ...acme, labels }, 9)).passages.map(({ source }) => source).sort();
  expect(await sources([])).toEqual(['a.md', 'd.md']);
  expect(await sources(['staff'])).toEqual(['a.md', 'b.md', 'd.md']);
  const { rmSync } = await import('node:fs');
  rmSync(`${folder}/a.md`);
  await index();
  expect(await sources([])).toEqual(['d.md']);
  expect(database.prepare('SELECT count(*) AS n FROM sentence_vectors').get()!.n).toBe(3);
});

test('quantize keeps directions', () => {
  const vector = Float32Array.from({ length: 384 }, (_, at) => Math.sin(at * 1.7) / Math.sqrt(192));
  const quantized = quantize(vector);
  const dot = vector.reduce((sum, value, at) => sum + value * quantized[at]!, 0);
  expect(dot / (Math.hypot(...vector) * Math.hypot(...quantized))).toBeGreaterThan(0.9999);
});

test('readSafetensors: header, offsets, and a name that is not there', () => {
  const header = new TextEncoder().encode(
    '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"I8","shape":[1],"data_offsets":[8,9]}}',
  );
  const file = new Uint8Array(8 + header.length + 9);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 8 + header.length);
  const tensor = readSafetensors(file);
  expect([...tensor('a').data]).toEqual([1.5, -2]);
  expect(() => tensor('b')).toThrow(/not F32/);
  expect(() => tensor('c')).toThrow(/missing/);
});
