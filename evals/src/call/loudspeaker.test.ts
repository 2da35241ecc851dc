import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Loudspeaker } from './loudspeaker.ts';

const ms = (count: number) => count * 24;
const tone = (lengthMs: number, value = 0.5) => new Float32Array(ms(lengthMs)).fill(value);

describe('a loudspeaker', () => {
  test('plays a piece when it comes, and the next one after it', () => {
    const speaker = new Loudspeaker(1000);
    speaker.receive('a', tone(40), 1100);
    speaker.receive('a', tone(40, 0.25), 1110);
    speaker.playTo(1300);
    expect(speaker.stretches).toEqual([{ itemId: 'a', startSample: ms(100), count: ms(80), gainDb: 0 }]);
    expect(speaker.sampleAt(ms(100) - 1)).toBe(0);
    expect(speaker.sampleAt(ms(100))).toBe(0.5);
    expect(speaker.sampleAt(ms(140))).toBe(0.25);
    expect(speaker.sampleAt(ms(180))).toBe(0);
    expect(speaker.endMs).toBe(1180);
  });

  test('is silent where audio came too late, and goes on when it comes', () => {
    const speaker = new Loudspeaker(0);
    speaker.receive('a', tone(20), 0);
    speaker.receive('a', tone(20), 50);
    expect(speaker.playedMs('a', 60)).toBe(30);
    expect(speaker.endMs).toBe(70);
  });

  test('drops what is not yet played of the named items only', () => {
    const speaker = new Loudspeaker(0);
    speaker.receive('a', tone(100), 0);
    speaker.receive('b', tone(100), 10);
    speaker.drop(new Set(['a']), 30);
    expect(speaker.playedMs('a', 500)).toBe(30);
    expect(speaker.playedMs('b', 500)).toBe(100);
    expect(speaker.itemIds).toEqual(['a', 'b']);
  });

  test('plays quieter from the moment it is told', () => {
    const speaker = new Loudspeaker(0);
    speaker.receive('a', tone(100), 0);
    speaker.setGain(-20, 40);
    speaker.setGain(0, 60);
    speaker.playTo(100);
    expect(speaker.sampleAt(ms(40) - 1)).toBeCloseTo(0.5);
    expect(speaker.sampleAt(ms(40))).toBeCloseTo(0.05);
    expect(speaker.sampleAt(ms(60))).toBeCloseTo(0.5);
    expect(speaker.stretches.map(({ gainDb }) => gainDb)).toEqual([0, -20, 0]);
  });

  test('has no end before anything came', () => {
    expect(new Loudspeaker(0).endMs).toBe(Number.NEGATIVE_INFINITY);
  });
});

test('whatever comes whenever, each sample is played once and in order', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 90 }),
    lengthMs: fc.integer({ min: 0, max: 80 }),
    gainDb: fc.constantFrom(0, 0, -12),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const speaker = new Loudspeaker(0);
      let nowMs = 0;
      let sent = 0;
      for (const { afterMs, lengthMs, gainDb } of steps) {
        nowMs += afterMs;
        speaker.setGain(gainDb, nowMs);
        speaker.receive('a', tone(lengthMs), nowMs);
        sent += lengthMs;
      }
      speaker.playTo(nowMs + sent + 1);
      expect(speaker.playedMs('a', nowMs + sent + 1)).toBeCloseTo(sent, 6);
      let end = 0;
      for (const { startSample, count } of speaker.stretches) {
        expect(startSample).toBeGreaterThanOrEqual(end);
        end = startSample + count;
      }
    }),
  );
});
