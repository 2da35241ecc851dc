import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleRing } from './sample-ring.ts';

describe('the ring', () => {
  it('holds the newest samples of any stream, at their positions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: -20, max: 1000 }),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 }),
        (capacity, offset, lengths) => {
          const ring = createSampleRing(capacity, offset);
          let end = offset;
          for (const length of lengths) {
            const from = end;
            ring.append(Float32Array.from({ length }, (_, i) => from + i));
            end += length;
            expect(ring.endSample).toBe(end);
            expect(ring.startSample).toBe(Math.max(offset, end - capacity));
            const held = ring.read(ring.startSample, end);
            expect([...held]).toEqual(Array.from({ length: held.length }, (_, i) => ring.startSample + i));
          }
        },
      ),
    );
  });

  it('says what it holds when asked for more', () => {
    const ring = createSampleRing(10);
    ring.append(new Float32Array(15));
    expect(() => ring.read(4, 8)).toThrow('the ring has 5 to 15');
    expect(() => ring.read(10, 16)).toThrow(RangeError);
    expect(() => ring.read(9, 8)).toThrow(RangeError);
    expect(ring.read(7, 7)).toHaveLength(0);
  });

  it('forgets on demand, and goes on', () => {
    const ring = createSampleRing(10);
    ring.append(Float32Array.of(0, 1, 2, 3));
    ring.dropBefore(2);
    expect(ring.startSample).toBe(2);
    ring.dropBefore(1);
    expect(ring.startSample).toBe(2);
    ring.dropBefore(99);
    expect(ring.startSample).toBe(4);
    ring.append(Float32Array.of(4, 5));
    expect([...ring.read(4, 6)]).toEqual([4, 5]);
  });

  it('needs room', () => {
    expect(() => createSampleRing(0)).toThrow(RangeError);
  });
});
