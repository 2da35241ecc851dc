import { encodePcm16 } from '@cascade/audio';
import { expect, test } from 'vitest';
import { Earpiece } from './earpiece.ts';

const piece = (silentMs: number, loudMs: number, itemId = 'item', responseId = 'r') => {
  const samples = new Float32Array(24 * (silentMs + loudMs)).fill(0.5, 24 * silentMs);
  return { itemId, responseId, bytes: new Uint8Array(encodePcm16(samples)) };
};

test('audio is heard when what came before has been played, and silence at its head is heard as silence', () => {
  const ear = new Earpiece();
  ear.receive(piece(100, 0), 1000);
  ear.receive(piece(50, 150), 1010);
  expect(ear.firstAudibleMs('r')).toBe(1150);
  expect(ear.endMs).toBe(1300);
  expect(ear.playedMs('item', 1200)).toBe(200);
  expect(ear.isPlaying(1299)).toBe(true);
  expect(ear.isPlaying(1300)).toBe(false);
});

test('what is stopped before it sounds was never heard, and a later piece plays at once', () => {
  const ear = new Earpiece();
  ear.receive(piece(400, 100), 0);
  ear.stop(300);
  expect(ear.firstAudibleMs('r')).toBeUndefined();
  expect(ear.playedMs('item', 900)).toBe(300);
  ear.receive(piece(0, 100, 'next', 's'), 1000);
  expect(ear.firstAudibleMs('s')).toBe(1000);
});

test('the position of an item goes on after a gap, and is told until its end', () => {
  const ear = new Earpiece();
  ear.receive(piece(0, 100), 0);
  expect(ear.itemIds).toEqual(['item']);
  expect(ear.playedMs('item', 150)).toBe(100);
  expect(ear.itemIds).toEqual([]);
  ear.receive(piece(0, 100), 200);
  expect(ear.playedMs('item', 250)).toBe(150);
  expect(ear.playedMs('item', 500)).toBe(200);
  expect(ear.itemIds).toEqual([]);
});
