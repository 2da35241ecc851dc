import { describe, expect, it } from 'vitest';
import { endClip, percentile, readRecordedPauses } from '../test/recorded-pauses.ts';

const clips = [...readRecordedPauses().values()];

describe('the end-of-turn policy on recorded human speech', () => {
  const endings = clips.map((pauses) => endClip(pauses));

  it('ends every clip, soon', () => {
    const delays = endings.map(({ delayMs }) => delayMs ?? Number.POSITIVE_INFINITY);
    expect(clips.length).toBeGreaterThan(100);
    expect(percentile(delays, 0.5)).toBeLessThanOrEqual(350);
    expect(percentile(delays, 0.95)).toBeLessThanOrEqual(800);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1600);
  });

  it('cuts hardly anyone off but in dictations, and takes nearly all of those up again', () => {
    const cut = endings.filter(({ cutoffs }) => cutoffs > 0);
    expect(cut.length / endings.length).toBeLessThanOrEqual(0.05);
    expect(cut.filter(({ dictation }) => !dictation).length).toBeLessThanOrEqual(1);
    const lost = cut.reduce((sum, { cutoffs, reopened }) => sum + cutoffs - reopened, 0);
    expect(lost).toBeLessThanOrEqual(1);
  });

  it('is better than any fixed silence as fast or as careful as it', () => {
    const fixed = (silenceMs: number) => {
      const detection = { mode: 'silence', silenceMs, createResponse: true, interruptResponse: true } as const;
      return clips.map((pauses) => endClip(pauses, { detection }));
    };
    const pausesCut = (those: typeof endings) => those.reduce((sum, { cutoffs }) => sum + cutoffs, 0);
    expect(pausesCut(fixed(300))).toBeGreaterThan(1.5 * pausesCut(endings));
    expect(pausesCut(fixed(500))).toBeGreaterThan(pausesCut(endings));
  });
});
