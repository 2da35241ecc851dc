import type { RecordedClip } from '../src/turn-lab/recorded-clip.ts';

export interface MadePause {
  /** Speech before the pause, in milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
  /** Of the end-of-turn model, at every silence. */
  readonly probability: number;
}

const sampleOf = (ms: number) => ms * 16;
const pauseMs = 64;
const finalMs = 80;

/** A recording that the models might have given: times are multiples of the detector's 32 ms. */
export function madeRecording(id: string, pauses: readonly MadePause[], slices: readonly string[] = []): RecordedClip {
  const startSample = sampleOf(pauses[0]!.fromMs);
  return {
    id,
    slices: [...slices],
    group: id,
    speech: pauses.flatMap(({ fromMs, toMs }, index) => [
      index === 0
        ? { type: 'speech-start' as const, startSample, atSample: startSample + 512, probability: 0.9 }
        : {
            type: 'speech-resume' as const,
            startSample,
            pausedMs: fromMs - pauses[index - 1]!.toMs,
            atSample: sampleOf(fromMs) + 512,
          },
      { type: 'speech-pause' as const, startSample, endSample: sampleOf(toMs), atSample: sampleOf(toMs + pauseMs) },
    ]),
    pauses: pauses.map(({ toMs, text, probability }) => ({
      endSample: sampleOf(toMs),
      atSample: sampleOf(toMs + pauseMs),
      text,
      meanLogProbability: -0.1,
      finalMs,
      scores: { 64: probability, 224: probability },
    })),
  };
}

export const question = madeRecording('question', [
  { fromMs: 320, toMs: 1600, text: 'What time is it?', probability: 0.97 },
]);

/** A pause that sounds and reads like an end, of `gapMs`. */
export const hesitant = (gapMs: number) =>
  madeRecording(
    `hesitant-${gapMs}`,
    [
      { fromMs: 320, toMs: 1600, text: 'Tell me about dogs.', probability: 0.97 },
      { fromMs: 1600 + gapMs, toMs: 2880 + gapMs, text: 'Tell me about dogs. And cats.', probability: 0.97 },
    ],
    ['hesitant'],
  );
