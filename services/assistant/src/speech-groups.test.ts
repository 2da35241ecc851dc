import type { VadOutput } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SpeechGroup, speechGroups, speechStretches } from './speech-groups.ts';

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
const seconds = (value: number) => Math.round(value * 16_000);
const stretch = (from: number, to: number): SpeechGroup => ({ startSample: seconds(from), endSample: seconds(to) });
const groupsOf = (...stretches: SpeechGroup[]) => Array.fromAsync(speechGroups(each(stretches)));

/** Speech of 0.1 to 8 s, with pauses of 0.07 to 4 s. */
const recording = fc
  .array(fc.record({ pause: fc.integer({ min: 70, max: 4000 }), length: fc.integer({ min: 100, max: 8000 }) }), {
    maxLength: 30,
  })
  .map((parts) => {
    let at = 0;
    return parts.map(({ pause, length }) => {
      const from = at + pause / 1000;
      at = from + length / 1000;
      return stretch(from, at);
    });
  });

describe('groups', () => {
  it('hold every stretch whole, once and in order, and none is too long', async () => {
    await fc.assert(
      fc.asyncProperty(recording, async (stretches) => {
        const groups = await groupsOf(...stretches);
        let index = 0;
        for (const group of groups) {
          expect(stretches[index]?.startSample).toBe(group.startSample);
          while (stretches[index] && stretches[index]!.endSample <= group.endSample) index++;
          expect(stretches[index - 1]?.endSample).toBe(group.endSample);
          expect(group.endSample - group.startSample).toBeLessThanOrEqual(seconds(12));
        }
        expect(index).toBe(stretches.length);
      }),
    );
  });

  it('never reach over a pause of two seconds', async () => {
    await fc.assert(
      fc.asyncProperty(recording, async (stretches) => {
        const groups = await groupsOf(...stretches);
        const starts = new Set(groups.map((group) => group.startSample));
        stretches.forEach((next, index) => {
          const before = stretches[index - 1];
          if (before && next.startSample - before.endSample >= seconds(2)) expect(starts).toContain(next.startSample);
        });
      }),
    );
  });

  it('end at a good pause once there is enough, and else at the longest one', async () => {
    expect(await groupsOf(stretch(0, 5), stretch(5.1, 8.5), stretch(9, 10))).toEqual([stretch(0, 8.5), stretch(9, 10)]);
    const fluent = [stretch(0, 4), stretch(4.3, 8), stretch(8.1, 11), stretch(11.1, 14)];
    expect(await groupsOf(...fluent)).toEqual([stretch(0, 4), stretch(4.3, 14)]);
  });

  it('cut speech without a pause only when it is far too long', async () => {
    expect(await groupsOf(stretch(1, 31))).toEqual([stretch(1, 31)]);
    expect(await groupsOf(stretch(0, 60))).toEqual([stretch(0, 30), stretch(30, 60)]);
  });
});

describe('stretches', () => {
  const event = (type: string, at: Partial<SpeechGroup>) => ({ type, atSample: 0, ...at }) as unknown as VadOutput;
  const told = (...events: VadOutput[]) => Array.fromAsync(speechStretches(each(events)));

  it('lie between any two pauses', async () => {
    expect(
      await told(
        event('speech-start', { startSample: 100 }),
        event('speech-pause', { endSample: 200 }),
        event('speech-silence', { endSample: 200 }),
        event('speech-resume', { startSample: 300 }),
        event('speech-pause', { endSample: 400 }),
        event('speech-end', { startSample: 100, endSample: 400 }),
        event('speech-start', { startSample: 900 }),
        event('speech-end', { startSample: 900, endSample: 1000 }),
      ),
    ).toEqual([
      { startSample: 100, endSample: 200 },
      { startSample: 300, endSample: 400 },
      { startSample: 900, endSample: 1000 },
    ]);
  });

  it('are not made of sounds too short to be speech', async () => {
    expect(
      await told(
        event('speech-start', { startSample: 100 }),
        event('speech-pause', { endSample: 120 }),
        event('speech-misfire', { startSample: 100, endSample: 120 }),
        event('speech-start', { startSample: 500 }),
        event('speech-misfire', { startSample: 500, endSample: 520 }),
      ),
    ).toEqual([]);
  });
});
