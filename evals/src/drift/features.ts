import { inputRateHz, type TurnRecord } from '@cascade/contracts';
import { normalizedWords } from '../metrics/index.ts';

/** What is looked at of a turn. Undefined of turns that do not tell. */
export interface NumberFeature {
  readonly kind: 'input' | 'outcome';
  readonly unit: string;
  readonly about: string;
  /** Which way an outcome gets worse. */
  readonly worse?: 'higher' | 'lower';
  of(turn: TurnRecord, seen: SeenWords): number | undefined;
}

export interface CategoryFeature {
  readonly kind: 'input';
  readonly about: string;
  of(turn: TurnRecord): string | undefined;
}

const speechSeconds = ({ audio }: TurnRecord): number => (audio.end_sample - audio.start_sample) / inputRateHz;
const share = (isSo: boolean): number => (isSo ? 1 : 0);
/** Speech of which something could have been made. */
const isSpoken = (turn: TurnRecord): boolean => speechSeconds(turn) > 0;
const wasRedacted = ({ redacted = [] }: TurnRecord, field: string): boolean => redacted.includes(field);

export const numberFeatures: Readonly<Record<string, NumberFeature>> = {
  level: {
    kind: 'input',
    unit: 'dBFS',
    about: 'level of the speech, pauses left out',
    of: ({ audio }) => audio.level_dbfs,
  },
  snr: {
    kind: 'input',
    unit: 'dB',
    about: 'level of the speech above what is around it',
    of: ({ audio }) => audio.snr_db,
  },
  duration: {
    kind: 'input',
    unit: 's',
    about: 'length of what was said',
    of: (turn) => (isSpoken(turn) ? speechSeconds(turn) : undefined),
  },
  'speaking-rate': {
    kind: 'input',
    unit: 'words/s',
    about: 'words of the final transcript by seconds of the turn, its pauses included',
    of(turn) {
      const words = normalizedWords(turn.final_transcript).length;
      return words > 0 && isSpoken(turn) ? words / speechSeconds(turn) : undefined;
    },
  },
  confidence: {
    kind: 'input',
    unit: 'probability',
    about: 'of the recognizer, mean over the tokens',
    of: ({ transcript_confidence }) => transcript_confidence ?? undefined,
  },
  'unknown-words': {
    kind: 'input',
    unit: 'share',
    about: 'words of the transcript that no other turn of the reference has',
    of(turn, seen) {
      const words = normalizedWords(turn.final_transcript);
      return words.length === 0 ? undefined : words.filter((word) => !seen.elsewhere(word, turn)).length / words.length;
    },
  },
  'voice-to-voice': {
    kind: 'outcome',
    unit: 'ms',
    about: 'last sample of speech to first audible sample of the reply',
    worse: 'higher',
    of: ({ voice_to_voice_ms }) => voice_to_voice_ms ?? undefined,
  },
  'empty-transcripts': {
    kind: 'outcome',
    unit: 'share',
    about: 'speech that left no text',
    worse: 'higher',
    of: (turn) =>
      isSpoken(turn) && !wasRedacted(turn, 'final_transcript') ? share(turn.final_transcript === '') : undefined,
  },
  'budget-violations': {
    kind: 'outcome',
    unit: 'share',
    about: 'turns in which a stage broke its budget',
    worse: 'higher',
    of: ({ budget }) => share(Object.keys(budget.violations).length > 0),
  },
  interruptions: {
    kind: 'outcome',
    unit: 'share',
    about: 'replies that were interrupted',
    worse: 'higher',
    of: ({ response }) => (response ? share(response.status === 'interrupted') : undefined),
  },
  apologies: {
    kind: 'outcome',
    unit: 'share',
    about: 'replies that failed or were an apology',
    worse: 'higher',
    of: ({ response }) => (response ? share(response.status === 'failed' || response.source === 'apology') : undefined),
  },
  'called-wrong': {
    kind: 'outcome',
    unit: 'share',
    about: 'turns that their users called wrong last',
    worse: 'higher',
    of: ({ feedback }) => share(feedback?.at(-1)?.rating === 'bad'),
  },
};

export const categoryFeatures: Readonly<Record<string, CategoryFeature>> = {
  device: { kind: 'input', about: 'kind of device, as the client described it', of: ({ device }) => device.device },
  browser: {
    kind: 'input',
    about: 'browser or runtime, as the client described it',
    of: ({ device }) => device.browser,
  },
  network: { kind: 'input', about: 'connection, as the client described it', of: ({ device }) => device.network },
  codec: {
    kind: 'input',
    about: 'coding and rate of what the client sent',
    of: ({ audio }) => `${audio.codec} ${audio.rate_hz}`,
  },
};

/** How many turns of the reference have a word. */
export class SeenWords {
  readonly #turns = new Map<string, number>();
  readonly #reference: ReadonlySet<TurnRecord>;

  constructor(reference: readonly TurnRecord[]) {
    this.#reference = new Set(reference);
    for (const { final_transcript: text } of reference) {
      for (const word of new Set(normalizedWords(text))) this.#turns.set(word, (this.#turns.get(word) ?? 0) + 1);
    }
  }

  /** In a turn of the reference that is not this one. */
  elsewhere(word: string, turn: TurnRecord): boolean {
    return (this.#turns.get(word) ?? 0) > (this.#reference.has(turn) ? 1 : 0);
  }
}
