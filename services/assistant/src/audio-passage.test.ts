import { expect, test } from 'vitest';
import { AudioPassage, lookedAt } from './audio-passage.ts';

const chunk = (index: number) => ({ startSample: index * 320, samples: new Float32Array(320) });

function lost(chunks: number, isTaken: (index: number) => boolean): number[] {
  const told: number[] = [];
  const passage = new AudioPassage((lostMs) => told.push(lostMs));
  for (let index = 0; index < chunks; index++) {
    passage.received(chunk(index));
    if (isTaken(index)) passage.taken(chunk(index));
  }
  return told;
}

test('what is taken at once, or a little later, is not lost', () => {
  expect(lost(2000, () => true)).toEqual([]);
  expect(lost(2000, (index) => index % 140 === 139)).toEqual([]);
});

test('what is never taken is told, and again while it goes on', () => {
  expect(lost(250, () => false)).toEqual([5000]);
  expect(lost(800, (index) => index < 200 || index > 500)).toEqual([3000]);
  expect(lost(1000, (index) => index < 200)).toEqual([3000, 8000, 13_000]);
});

test('values are looked at once, in their order', async () => {
  const seen: number[] = [];
  async function* source() {
    yield* [1, 2, 3];
  }
  expect(await Array.fromAsync(lookedAt(source(), (value) => seen.push(value)))).toEqual(seen);
});
