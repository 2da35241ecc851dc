import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amplitudeToDbfs, rms } from './levels.ts';
import { createResampler, resample } from './resampler.ts';

const rates = [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000] as const;
const pairs = rates.flatMap((fromHz) => rates.filter((toHz) => toHz !== fromHz).map((toHz) => ({ fromHz, toHz })));

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  const length = Math.round(rateHz * seconds);
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * frequencyHz * i) / rateHz));
}

/** Without the edges, where the tone begins and ends in silence. */
function middle(samples: Float32Array): Float32Array {
  const edge = Math.round(samples.length / 4);
  return samples.subarray(edge, samples.length - edge);
}

describe.each(pairs)('$fromHz Hz → $toHz Hz', ({ fromHz, toHz }) => {
  const nyquist = Math.min(fromHz, toHz) / 2;

  it('passes what is below 0.9 of the lower Nyquist frequency, at the same level and time', () => {
    for (const share of [0.02, 0.3, 0.7, 0.89]) {
      const got = middle(resample(tone(share * nyquist, fromHz, 0.2), { fromHz, toHz }));
      const wanted = middle(tone(share * nyquist, toHz, 0.2).subarray(0, Math.ceil(0.2 * toHz)));
      const difference = got.map((sample, i) => sample - wanted[i]!);
      expect(amplitudeToDbfs(rms(difference))).toBeLessThan(-60);
    }
  });

  it('stops what would fold back, or appear as an image, by more than 60 dB', () => {
    if (fromHz > toHz) {
      for (const share of [1, 1.1, 1.4]) {
        const frequencyHz = share * nyquist;
        if (frequencyHz >= fromHz / 2) continue;
        const got = middle(resample(tone(frequencyHz, fromHz, 0.2), { fromHz, toHz }));
        expect(amplitudeToDbfs(rms(got) * Math.SQRT2)).toBeLessThan(-60);
      }
    } else {
      // An image of a tone at f stands at fromHz − f: look for it there.
      const frequencyHz = 0.89 * nyquist;
      const imageHz = fromHz - frequencyHz;
      if (imageHz >= toHz / 2) return;
      const got = middle(resample(tone(frequencyHz, fromHz, 0.4), { fromHz, toHz }));
      const [sine, cosine] = [Math.sin, Math.cos].map((wave) =>
        got.reduce((sum, sample, i) => {
          const hann = 1 - Math.cos((2 * Math.PI * i) / got.length);
          return sum + sample * hann * wave((2 * Math.PI * imageHz * i) / toHz);
        }, 0),
      );
      expect(amplitudeToDbfs((2 * Math.hypot(sine!, cosine!)) / got.length)).toBeLessThan(-60);
    }
  });
});

describe('the stream', () => {
  it('gives the same samples however it is cut, and as many as the rates say', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        ({ fromHz, toHz }, lengths, seed) => {
          const total = lengths.reduce((sum, length) => sum + length, 0);
          const input = Float32Array.from({ length: total }, (_, i) => Math.sin((i * i * seed) % 1000));
          const whole = resample(input, { fromHz, toHz });
          const resampler = createResampler({ fromHz, toHz });
          const pieces: number[] = [];
          let at = 0;
          for (const length of lengths) {
            pieces.push(...resampler.process(input.subarray(at, at + length)));
            at += length;
            expect(resampler.inputSamples).toBe(at);
            expect(resampler.outputSamples).toBe(pieces.length);
            const complete = Math.ceil((Math.max(0, at - resampler.delaySamples) * toHz) / fromHz);
            expect(pieces.length).toBe(complete);
          }
          pieces.push(...resampler.flush());
          expect(pieces.length).toBe(Math.ceil((total * toHz) / fromHz));
          expect(Float32Array.from(pieces)).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('starts anew after a flush', () => {
    const resampler = createResampler({ fromHz: 24_000, toHz: 16_000 });
    const input = tone(440, 24_000, 0.05);
    const first = [...resampler.process(input), ...resampler.flush()];
    expect([...resampler.process(input), ...resampler.flush()]).toEqual(first);
  });

  it('counts without drift at odd rates, before and after a flush', () => {
    const resampler = createResampler({ fromHz: 44_100, toHz: 16_000 });
    const second = new Float32Array(44_100);
    for (let i = 0; i < 20; i += 1) resampler.process(second);
    resampler.flush();
    for (let i = 0; i < 20; i += 1) resampler.process(second);
    expect(resampler.inputSamples).toBe(882_000);
    expect(resampler.outputSamples).toBe(Math.ceil(((882_000 - resampler.delaySamples) * 16_000) / 44_100));
  });

  it('keeps a constant constant', () => {
    for (const { fromHz, toHz } of pairs) {
      const got = middle(resample(new Float32Array(4000).fill(0.5), { fromHz, toHz }));
      expect(got.every((sample) => Math.abs(sample - 0.5) < 1e-6)).toBe(true);
    }
  });

  it('has the same delay for all frequencies: an impulse comes out symmetric around its time', () => {
    const input = new Float32Array(2001);
    input[1000] = 1;
    const got = resample(input, { fromHz: 24_000, toHz: 48_000 });
    for (let i = 0; i < 400; i += 1) expect(got[2000 + i]!).toBeCloseTo(got[2000 - i]!, 6);
  });

  it('copies when the rates are equal', () => {
    const resampler = createResampler({ fromHz: 16_000, toHz: 16_000 });
    const input = Float32Array.of(0.1, 0.2);
    const output = resampler.process(input);
    expect(output).toEqual(input);
    expect(output).not.toBe(input);
    expect(resampler.flush()).toHaveLength(0);
  });

  it('refuses rates that are none', () => {
    for (const bad of [0, -8000, 44.1, Number.NaN]) {
      expect(() => createResampler({ fromHz: bad, toHz: 16_000 })).toThrow(RangeError);
      expect(() => createResampler({ fromHz: 16_000, toHz: bad })).toThrow(RangeError);
    }
  });
});
