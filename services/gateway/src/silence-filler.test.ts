import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { SilenceFiller } from './silence-filler.ts';

function setup() {
  const clock = new VirtualClock();
  const added: number[] = [];
  let gaps = 0;
  const filler = new SilenceFiller({
    clock,
    gapMs: 800,
    appendSilence: (durationMs) => added.push(durationMs),
    onGap: () => gaps++,
  });
  const addedMs = () => added.reduce((sum, ms) => sum + ms, 0);
  return { clock, filler, addedMs, gaps: () => gaps };
}

test('an open turn without audio gets silence at real time after the gap, until it ends', () => {
  const { clock, filler, addedMs, gaps } = setup();
  filler.audioArrived();
  filler.setOpen(true);
  clock.advance(799);
  expect([addedMs(), gaps()]).toEqual([0, 0]);
  clock.advance(1001);
  expect(addedMs()).toBeCloseTo(1000, 5);
  expect(gaps()).toBe(1);
  filler.setOpen(false);
  clock.advance(5000);
  expect(addedMs()).toBeCloseTo(1000, 5);
  expect(clock.pendingTimers).toBe(0);
});

test('audio that keeps coming is left alone, and ends a gap', () => {
  const { clock, filler, addedMs, gaps } = setup();
  filler.setOpen(true);
  for (let i = 0; i < 100; i++) {
    clock.advance(500);
    filler.audioArrived();
  }
  expect(addedMs()).toBe(0);
  clock.advance(1000);
  filler.audioArrived();
  clock.advance(700);
  expect(addedMs()).toBeCloseTo(200, 5);
  clock.advance(300);
  expect(gaps()).toBe(2);
});

test('without an open turn nothing is added; a turn opened late in a gap is served at once', () => {
  const { clock, filler, addedMs } = setup();
  filler.audioArrived();
  clock.advance(10_000);
  expect([addedMs(), clock.pendingTimers]).toEqual([0, 0]);
  filler.setOpen(true);
  clock.advance(501);
  expect(addedMs()).toBeCloseTo(500, 5);
});

test('it gives up in the end, and begins again with the next audio', () => {
  const { clock, filler, addedMs } = setup();
  filler.audioArrived();
  filler.setOpen(true);
  clock.advance(60_000);
  expect(addedMs()).toBeCloseTo(15_000, 0);
  expect(clock.pendingTimers).toBe(0);
  filler.audioArrived();
  clock.advance(900);
  expect(addedMs()).toBeGreaterThan(15_050);
});
