import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayoutTimeline } from './playout-timeline.ts';

const rateHz = 1000;
/** Audio of `lengthMs` at 1 kHz: one sample a millisecond, silent before `audibleFromMs`. */
const audio = (lengthMs: number, audibleFromMs = 0) => {
  const samples = new Float32Array(lengthMs).fill(0.001);
  return samples.fill(0.5, audibleFromMs);
};

describe('PlayoutTimeline', () => {
  it('plays what comes early only when what came before has ended', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(100), 1000);
    timeline.receive('a', audio(100), 1010);
    expect(timeline.endMs).toBe(1200);
    expect(timeline.items()).toMatchObject([{ itemId: 'a', startMs: 1000, endMs: 1200, gapMs: 0 }]);
  });

  it('plays what comes late when it comes, and counts the gap', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(100), 1000);
    timeline.receive('a', audio(100), 1150);
    expect(timeline.items()).toMatchObject([{ startMs: 1000, endMs: 1250, gapMs: 50 }]);
  });

  it('finds the first audible sample where it is heard, not where it arrived', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(200, 200), 1000);
    timeline.receive('a', audio(100, 30), 1005);
    expect(timeline.items()[0]?.firstAudibleMs).toBe(1230);
    const silent = new PlayoutTimeline(rateHz);
    silent.receive('a', audio(200, 200), 1000);
    expect(silent.items()[0]?.firstAudibleMs).toBeUndefined();
  });

  it('knows how much of an item was heard at any time', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(100), 1000);
    timeline.receive('b', audio(100), 1000);
    timeline.receive('a', audio(50), 1000);
    expect([999, 1040, 1100, 1199, 1220, 9999].map((atMs) => timeline.playedMs('a', atMs))).toEqual([
      0, 40, 100, 100, 120, 150,
    ]);
    expect(timeline.playedMs('b', 1150)).toBe(50);
    expect(timeline.playedMs('unknown', 1150)).toBe(0);
  });

  it('forgets what a cut took away, and goes on afterwards', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(100), 1000);
    timeline.receive('a', audio(100), 1000);
    timeline.receive('b', audio(100), 1000);
    timeline.cut(1130);
    expect(timeline.endMs).toBe(1130);
    expect(timeline.items().map((item) => [item.itemId, item.samples.length])).toEqual([['a', 130]]);
    timeline.receive('c', audio(10), 1120);
    expect(timeline.items().at(-1)).toMatchObject({ itemId: 'c', startMs: 1130 });
    timeline.cut(5000);
    expect(timeline.endMs).toBe(1140);
  });

  it('plays quieter from one moment to another, whenever the audio came', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.receive('a', audio(100), 1000);
    timeline.setGain(0.5, 1040);
    timeline.receive('a', audio(100), 1050);
    timeline.setGain(1, 1150);
    timeline.receive('b', audio(10), 1060);
    const [first, second] = timeline.items();
    expect([39, 40, 149, 150, 199].map((index) => first?.samples[index])).toEqual([0.5, 0.25, 0.25, 0.5, 0.5]);
    expect(second?.samples[0]).toBe(0.5);
    expect(timeline.playedMs('a', 2000)).toBe(200);
  });

  it('does not hear what is played too quietly', () => {
    const timeline = new PlayoutTimeline(rateHz);
    timeline.setGain(0.001, 1000);
    timeline.receive('a', audio(100), 1000);
    timeline.setGain(1, 1070);
    expect(timeline.items()[0]?.firstAudibleMs).toBe(1070);
  });

  it('never plays two pieces at once, none before it arrived, and loses none', () => {
    const pieces = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 40 })), { minLength: 1 });
    fc.assert(
      fc.property(pieces, (sent) => {
        const timeline = new PlayoutTimeline(rateHz);
        let arrivalMs = 0;
        sent.forEach(([afterMs, lengthMs], index) => {
          arrivalMs += afterMs;
          timeline.receive(`item-${index}`, audio(lengthMs), arrivalMs);
          const item = timeline.items().at(-1);
          expect(item?.startMs).toBeGreaterThanOrEqual(arrivalMs);
          expect(item?.samples.length).toBe(lengthMs);
        });
        const items = timeline.items();
        items.slice(1).forEach((item, index) => {
          expect(item.startMs).toBeGreaterThanOrEqual(items[index]?.endMs as number);
        });
      }),
    );
  });
});
