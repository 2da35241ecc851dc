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

const scale = z.coerce
  .number('expected a factor from 0.25 to 4')
  .min(0.25, 'expected at least 0.25')
  .max(4, 'expected at most 4');

const rowExpected = 'expected five rising numbers of milliseconds: complete,likely,unclear,brief,open';
const silenceRow = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .refine((values) => values.length === 5 && values.every((ms) => ms > 0 && ms <= 60_000), rowExpected)
  .refine((values) => values.every((ms, index) => index === 0 || ms >= values[index - 1]!), rowExpected)
  .transform(
    ([complete, likely, unclear, brief, open]): SilenceRow => ({
      complete: complete!,
      likely: likely!,
      unclear: unclear!,
      brief: brief!,
      open: open!,
    }),
  );

const { endOfTurn } = defaultTurnNumbers;
const rowOf = (sign: string) =>
  `Silence to wait for when ${sign}, by transcript: complete, likely, unclear, brief, open.`;

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
  patientScale: {
    env: 'CASCADE_TURN_PATIENT_SCALE',
    schema: scale,
    default: endOfTurn.policyScale.patient,
    describe: 'What a session with the patient policy multiplies these silences by.',
  },
  eagerScale: {
    env: 'CASCADE_TURN_EAGER_SCALE',
    schema: scale,
    default: endOfTurn.policyScale.eager,
    describe: 'What a session with the eager policy multiplies them by.',
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
  fadeSpeechMs: {
    env: 'CASCADE_TURN_FADE_SPEECH_MS',
    schema: milliseconds(0, 5000),
    default: defaultTurnNumbers.fadeSpeechMs,
    describe: 'Speech over a reply that fades it out, unless it is known by then to be nothing.',
  },
  interruptSpeechMs: {
    env: 'CASCADE_TURN_INTERRUPT_SPEECH_MS',
    schema: milliseconds(0, 5000),
    default: defaultTurnNumbers.interruptSpeechMs,
    describe: 'Speech with words over a reply that stops it.',
  },
  wordlessSpeechMs: {
    env: 'CASCADE_TURN_WORDLESS_SPEECH_MS',
    schema: milliseconds(100, 10_000),
    default: defaultTurnNumbers.wordlessSpeechMs,
    describe: 'Speech over a reply that stops it although no words of it are known yet.',
  },
  unduckSilenceMs: {
    env: 'CASCADE_TURN_UNDUCK_SILENCE_MS',
    schema: milliseconds(0, 2000),
    default: defaultTurnNumbers.unduckSilenceMs,
    describe: 'Silence after a sound over a reply from which the reply is as loud as before.',
  },
  lastWordsMs: {
    env: 'CASCADE_TURN_LAST_WORDS_MS',
    schema: milliseconds(0, 10_000),
    default: defaultTurnNumbers.lastWordsMs,
    describe: 'End of a reply that asks a question: within it, "yeah" and the like are answers.',
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
  speculation: {
    env: 'CASCADE_TURN_SPECULATION',
    schema: z.stringbool(),
    default: defaultTurnNumbers.speculation,
    describe: 'Prepare responses before their turns have ended.',
  },
  speculateAheadMs: {
    env: 'CASCADE_TURN_SPECULATE_AHEAD_MS',
    schema: milliseconds(0, 10_000),
    default: defaultTurnNumbers.speculateAheadMs,
    describe: 'A response is prepared once no more silence than this is left to wait for.',
  },
  apology: {
    env: 'CASCADE_TURN_APOLOGY',
    schema: z.string().min(1),
    default: defaultTurnNumbers.apology,
    describe: 'Said when the speech could not be recognized.',
  },
  reprompt: {
    env: 'CASCADE_TURN_REPROMPT',
    schema: z.string().min(1),
    default: defaultTurnNumbers.reprompt,
    describe: 'Asked after a silence, in sessions that set how long it is to be.',
  },
  maxReprompts: {
    env: 'CASCADE_TURN_REPROMPT_TIMES',
    schema: z.coerce.number().int().min(0).max(10),
    default: defaultTurnNumbers.maxReprompts,
    describe: 'How often in a row it is asked before the user has spoken again.',
  },
  filler: {
    env: 'CASCADE_TURN_FILLER',
    schema: z.string().min(1),
    default: defaultTurnNumbers.filler,
    describe: 'Said while a slow tool works.',
  },
  fillerAfterMs: {
    env: 'CASCADE_TURN_FILLER_AFTER_MS',
    schema: milliseconds(100, 600_000),
    default: defaultTurnNumbers.fillerAfterMs,
    describe: 'Time after which it is said, with both sides quiet, and once more after four times as long.',
  },
} as const satisfies ConfigDefinition;

export type TurnConfig = ConfigValues<typeof turnConfigDefinition>;

/** The reducer's numbers from the configuration. */
export function turnNumbersOf(config: TurnConfig): TurnNumbers {
  const { sureProbability, leaningProbability, patientScale, eagerScale, emptySilenceMs } = config;
  const { rescoreSilenceMs, minTurnSpeechMs, fadeSpeechMs, interruptSpeechMs } = config;
  const { wordlessSpeechMs, unduckSilenceMs, lastWordsMs } = config;
  const { reopenPlayedMs, reopenWithinMs, transcriptTimeoutMs, speculation, speculateAheadMs } = config;
  const { apology, reprompt, maxReprompts, filler, fillerAfterMs } = config;
  return {
    ...defaultTurnNumbers,
    endOfTurn: {
      ...endOfTurn,
      sureProbability,
      leaningProbability,
      emptySilenceMs,
      policyScale: { ...endOfTurn.policyScale, patient: patientScale, eager: eagerScale },
      silenceMs: {
        sure: config.sureSilenceMs,
        leaning: config.leaningSilenceMs,
        unknown: config.unknownSilenceMs,
        doubtful: config.doubtfulSilenceMs,
      },
    },
    rescoreSilenceMs,
    minTurnSpeechMs,
    fadeSpeechMs,
    interruptSpeechMs,
    wordlessSpeechMs,
    unduckSilenceMs,
    lastWordsMs,
    reopenPlayedMs,
    reopenWithinMs,
    transcriptTimeoutMs,
    speculation,
    speculateAheadMs,
    apology,
    reprompt,
    maxReprompts,
    filler,
    fillerAfterMs,
  };
}
