import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { bertEncoder } from './bert-graph.ts';
import type { FloatTensor } from './safetensors.ts';

const width = 8;
const heads = 2;
const inner = 16;
const layers = 2;
const epsilon = 1e-6;

/** Weights by seed, so that the graph can be compared with the same sums done plainly. */
function makeWeights(): Map<string, FloatTensor> {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const weights = new Map<string, FloatTensor>();
  const add = (name: string, ...shape: number[]) => {
    const data = Float32Array.from({ length: shape.reduce((left, right) => left * right) }, random);
    weights.set(name, { shape, data });
  };
  const linear = (name: string, out: number, into: number) => {
    add(`${name}.weight`, out, into);
    add(`${name}.bias`, out);
  };
  const norm = (name: string) => {
    add(`${name}.weight`, width);
    add(`${name}.bias`, width);
  };
  norm('embeddings.LayerNorm');
  for (let layer = 0; layer < layers; layer++) {
    const name = `encoder.layer.${layer}`;
    for (const part of ['query', 'key', 'value']) linear(`${name}.attention.self.${part}`, width, width);
    linear(`${name}.attention.output.dense`, width, width);
    norm(`${name}.attention.output.LayerNorm`);
    linear(`${name}.intermediate.dense`, inner, width);
    linear(`${name}.output.dense`, width, inner);
    norm(`${name}.output.LayerNorm`);
  }
  return weights;
}

type Rows = number[][];

/** BERT as its paper writes it, for one text. */
function plainBert(weights: Map<string, FloatTensor>, embedded: Rows): Rows {
  const of = (name: string) => weights.get(name)!.data;
  const linear = (rows: Rows, name: string): Rows => {
    const weight = weights.get(`${name}.weight`)!;
    const [out, into] = weight.shape as [number, number];
    const bias = of(`${name}.bias`);
    return rows.map((row) =>
      Array.from({ length: out }, (_, to) =>
        row.reduce((sum, value, at) => sum + value * weight.data[to * into + at]!, bias[to]!),
      ),
    );
  };
  const normalize = (rows: Rows, name: string): Rows =>
    rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
      return row.map(
        (value, at) =>
          ((value - mean) / Math.sqrt(variance + epsilon)) * of(`${name}.weight`)[at]! + of(`${name}.bias`)[at]!,
      );
    });
  const sum = (left: Rows, right: Rows): Rows => left.map((row, at) => row.map((value, to) => value + right[at]![to]!));
  let hidden = normalize(embedded, 'embeddings.LayerNorm');
  for (let layer = 0; layer < layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const [query, key, value] = ['query', 'key', 'value'].map((part) =>
      linear(hidden, `${name}.attention.self.${part}`),
    );
    const size = width / heads;
    const mixed: Rows = hidden.map(() => new Array<number>(width).fill(0));
    for (let head = 0; head < heads; head++) {
      for (const [from, row] of query!.entries()) {
        const scores = key!.map((other) => {
          let dot = 0;
          for (let at = head * size; at < (head + 1) * size; at++) dot += row[at]! * other[at]!;
          return Math.exp(dot / Math.sqrt(size));
        });
        const total = scores.reduce((left, right) => left + right);
        for (const [to, score] of scores.entries()) {
          for (let at = head * size; at < (head + 1) * size; at++)
            mixed[from]![at]! += (score / total) * value![to]![at]!;
        }
      }
    }
    hidden = normalize(
      sum(linear(mixed, `${name}.attention.output.dense`), hidden),
      `${name}.attention.output.LayerNorm`,
    );
    const active = linear(hidden, `${name}.intermediate.dense`).map((row) =>
      row.map((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
    );
    hidden = normalize(sum(linear(active, `${name}.output.dense`), hidden), `${name}.output.LayerNorm`);
  }
  return hidden;
}

/** By its series. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

test('the graph computes what BERT is defined to be, padding without effect', async () => {
  const weights = makeWeights();
  const session = await InferenceSession.create(
    bertEncoder((name) => weights.get(name)!, { layers, heads, width, epsilon }),
  );
  const lengths = [2, 3];
  const longest = 3;
  const texts: Rows[] = lengths.map((length, text) =>
    Array.from({ length }, (_, at) => Array.from({ length: width }, (__, to) => Math.sin(1 + text * 31 + at * 7 + to))),
  );
  const embedded = new Float32Array(texts.length * longest * width);
  const mask = new Float32Array(texts.length * longest).fill(-1e9);
  for (const [text, rows] of texts.entries()) {
    for (const [at, row] of rows.entries()) {
      embedded.set(row, (text * longest + at) * width);
      mask[text * longest + at] = 0;
    }
  }
  const { hidden } = await session.run({
    embedded: new Tensor('float32', embedded, [texts.length * longest, width]),
    mask: new Tensor('float32', mask, [texts.length, 1, 1, longest]),
    split: new Tensor('int64', BigInt64Array.of(2n, 3n, BigInt(heads), BigInt(width / heads)), [4]),
  });
  for (const [text, rows] of texts.entries()) {
    for (const [at, row] of plainBert(weights, rows).entries()) {
      for (const [to, value] of row.entries()) {
        expect((hidden!.data as Float32Array)[(text * longest + at) * width + to]).toBeCloseTo(value, 4);
      }
    }
  }
});
