import type { ConfigDefinition, ConfigValues } from '@cascade/runtime';
import { z } from 'zod';
import type { SilenceRow } from './end-of-turn-policy.ts';
import { defaultTurnNumbers, type TurnNumbers } from './turn-numbers.ts';

const milliseconds = (min: number, max: number) =>
  z.coerce
    .number(`expected milliseconds from ${min} to ${max}`)
    .min(min, `expected at least ${min} ms`)
    .max(max, `expected at most ${max} ms`);

const probability = z.coerce
  .number('expected a probability from 0 to 1')
  .min(0, 'expected at least 0')
  .max(1, 'expected at most 1');

const rowExpected = 'expected four rising numbers of milliseconds: complete,likely,unclear,open';
const silenceRow = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .refine((values) => values.length === 4 && values.every((ms) => ms > 0 && ms <= 60_000), rowExpected)
  .refine((values) => values.every((ms, index) => index === 0 || ms >= values[index - 1]!), rowExpected)
  .transform(
    ([complete, likely, unclear, open]): SilenceRow => ({
      complete: complete!,
      likely: likely!,
      unclear: unclear!,
      open: open!,
    }),
  );

const { endOfTurn } = defaultTurnNumbers;
const rowOf = (sign: string) => `Silence to wait for when ${sign}, by transcript: complete, likely, unclear, open.`;

/** What an operator may set. Ceiling, mode and whether to respond or be interrupted are settings of each session. */
export const turnConfigDefinition = {
  sureProbability: {
    env: 'CASCADE_TURN_SURE_PROBABILITY',
    schema: probability,
    default: endOfTurn.sureProbability,
    describe: 'From here the end-of-turn model is sure that the user has finished.',
  },
  leaningProbability: {
    env: 'CASCADE_TURN_LEANING_PROBABILITY',
    schema: probability,
    default: endOfTurn.leaningProbability,
    describe: 'From here it leans that way; below, it doubts.',
  },
  sureSilenceMs: {
    env: 'CASCADE_TURN_SURE_SILENCE_MS',
    schema: silenceRow,
    default: endOfTurn.silenceMs.sure,
    describe: rowOf('the model is sure'),
  },
  leaningSilenceMs: {
    env: 'CASCADE_TURN_LEANING_SILENCE_MS',
    schema: silenceRow,
    default: endOfTurn.silenceMs.leaning,
    describe: rowOf('the model leans to an end'),
  },
  unknownSilenceMs: {
    env: 'CASCADE_TURN_UNKNOWN_SILENCE_MS',
    schema: silenceRow,
    default: endOfTurn.silenceMs.unknown,
    describe: rowOf('the model has not answered'),
  },
  doubtfulSilenceMs: {
    env: 'CASCADE_TURN_DOUBTFUL_SILENCE_MS',
    schema: silenceRow,
    default: endOfTurn.silenceMs.doubtful,
    describe: rowOf('the model doubts'),
  },
  emptySilenceMs: {
    env: 'CASCADE_TURN_EMPTY_SILENCE_MS',
    schema: milliseconds(100, 60_000),
    default: endOfTurn.emptySilenceMs,
    describe: 'Silence after which speech without recognized words is given up.',
  },
  rescoreSilenceMs: {
    env: 'CASCADE_TURN_RESCORE_SILENCE_MS',
    schema: milliseconds(0, 5000),
    default: defaultTurnNumbers.rescoreSilenceMs,
    describe: 'Silence at which the model is asked again when it was not sure at the pause; 0 never asks again.',
  },
  minTurnSpeechMs: {
    env: 'CASCADE_TURN_MIN_SPEECH_MS',
    schema: milliseconds(0, 2000),
    default: defaultTurnNumbers.minTurnSpeechMs,
    describe: 'Shorter speech ends a turn only when the detector confirms it, or as a known short answer.',
  },
  interruptSpeechMs: {
    env: 'CASCADE_TURN_INTERRUPT_SPEECH_MS',
    schema: milliseconds(0, 5000),
    default: defaultTurnNumbers.interruptSpeechMs,
    describe: 'Speech over a reply that stops it.',
  },
  reopenPlayedMs: {
    env: 'CASCADE_TURN_REOPEN_PLAYED_MS',
    schema: milliseconds(0, 10_000),
    default: defaultTurnNumbers.reopenPlayedMs,
    describe: 'A reply heard for less than this is taken back when the user goes on with the turn; 0 never.',
  },
  reopenWithinMs: {
    env: 'CASCADE_TURN_REOPEN_WITHIN_MS',
    schema: milliseconds(0, 10_000),
    default: defaultTurnNumbers.reopenWithinMs,
    describe: 'Time after the last word within which speech goes on with a committed turn.',
  },
  transcriptTimeoutMs: {
    env: 'CASCADE_TURN_TRANSCRIPT_TIMEOUT_MS',
    schema: milliseconds(500, 60_000),
    default: defaultTurnNumbers.transcriptTimeoutMs,
    describe: 'Silence after which a missing transcript counts as failed, and the user is asked again.',
  },
  apology: {
    env: 'CASCADE_TURN_APOLOGY',
    schema: z.string().min(1),
    default: defaultTurnNumbers.apology,
    describe: 'Said when the speech could not be recognized.',
  },
} as const satisfies ConfigDefinition;

export type TurnConfig = ConfigValues<typeof turnConfigDefinition>;

/** The reducer's numbers from the configuration. */
export function turnNumbersOf(config: TurnConfig): TurnNumbers {
  const { sureProbability, leaningProbability, emptySilenceMs } = config;
  const { rescoreSilenceMs, minTurnSpeechMs, interruptSpeechMs } = config;
  const { reopenPlayedMs, reopenWithinMs, transcriptTimeoutMs, apology } = config;
  return {
    ...defaultTurnNumbers,
    endOfTurn: {
      sureProbability,
      leaningProbability,
      emptySilenceMs,
      silenceMs: {
        sure: config.sureSilenceMs,
        leaning: config.leaningSilenceMs,
        unknown: config.unknownSilenceMs,
        doubtful: config.doubtfulSilenceMs,
      },
    },
    rescoreSilenceMs,
    minTurnSpeechMs,
    interruptSpeechMs,
    reopenPlayedMs,
    reopenWithinMs,
    transcriptTimeoutMs,
    apology,
  };
}
