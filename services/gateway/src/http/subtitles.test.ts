import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TranscribedSpeech } from './speech-api.ts';
import { srtText, subtitleCues, vttText } from './subtitles.ts';

const speech = fc
  .array(fc.array(fc.stringMatching(/^[a-z]{1,12}[.,?!]?$/), { minLength: 1, maxLength: 60 }), { maxLength: 5 })
  .map((stretches): TranscribedSpeech[] => {
    let atMs = 0;
    return stretches.map((texts) => {
      atMs += 800;
      const startMs = atMs;
      const words = texts.map((text, index) => ({
        text,
        startMs: startMs + 300 * index,
        endMs: startMs + 300 * (index + 1),
      }));
      atMs = words.at(-1)!.endMs;
      return { text: texts.join(' '), startMs, endMs: atMs, words, meanLogProbability: -0.2 };
    });
  });

test('every word is in one cue, in order, and no cue is too long to read', () => {
  fc.assert(
    fc.property(speech, (stretches) => {
      const cues = subtitleCues(stretches);
      expect(cues.map(({ text }) => text).join(' ')).toBe(stretches.map(({ text }) => text).join(' '));
      let beforeMs = 0;
      for (const { startMs, endMs, text } of cues) {
        expect(startMs).toBeGreaterThanOrEqual(beforeMs);
        expect(endMs).toBeGreaterThanOrEqual(startMs);
        expect(text.length).toBeLessThanOrEqual(84);
        expect(endMs - startMs).toBeLessThanOrEqual(7000);
        beforeMs = endMs;
      }
    }),
  );
});

test('times are told in hours, minutes, seconds and milliseconds', () => {
  const cue = { startMs: 3_723_004.4, endMs: 3_724_999.6, text: 'a < b' };
  expect(srtText([cue])).toBe('1\n01:02:03,004 --> 01:02:05,000\na < b\n\n');
  expect(vttText([cue])).toBe('WEBVTT\n\n01:02:03.004 --> 01:02:05.000\na &lt; b\n\n');
});
