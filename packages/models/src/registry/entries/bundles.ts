import type { DeclaredEntry } from '../entry-schema.ts';

const own = { licence: 'Apache-2.0', origin: 'Cascade', role: 'bundle' } as const;
const live = (why: string) => ({ status: 'live', by: 'maintainers', why, on: '2026-11-22' }) as const;
const candidate = (why: string) => ({ status: 'candidate', by: 'maintainers', why, on: '2026-11-23' }) as const;

const recognizer = 'moonshine-tiny-en@0.1.0';
const languageModel = ['smollm2-135m-q4_1@0.1.2', 'voice-small@1+2bf0bf1c', 'fast-path@3'];
const voice = ['hibari@0.2.1', 'pronunciations-none@1'];
const endOfTurn = ['smart-turn-v3.2@1.14.0', 'turn-policy@3'];

const recognition: readonly DeclaredEntry[] = [
  {
    ...own,
    id: 'asr/moonshine-two-cuts@1',
    kind: 'asr',
    description: 'finals from two cuts of the audio, with the session’s vocabulary where the network is not sure',
    artifacts: [recognizer],
    initial: live('one point of word error rate better than any single cut'),
  },
  {
    ...own,
    id: 'asr/moonshine-one-cut@1',
    kind: 'asr',
    description: 'finals from a single cut: cheaper, worse in noise',
    artifacts: [recognizer],
    settings: { CASCADE_ASR_FINAL_CUTS: '1' },
    lineage: { parent: 'asr/moonshine-two-cuts@1', changed: 'one decoding of each final instead of up to two' },
    initial: candidate('half of the decoding for machines with many sessions'),
  },
  {
    ...own,
    id: 'asr/moonshine-early-exit-trap@1',
    kind: 'asr',
    description:
      'takes the last partial for the final, or a final without a second cut and without the vocabulary, at a mean confidence ' +
      'that is much lower: fast, and the mean of a sentence hides the one word that is not sure, a name or an address',
    artifacts: [recognizer],
    settings: { CASCADE_ASR_FINAL_FROM_PARTIAL: 'true', CASCADE_ASR_SURE_ENOUGH: '-0.4' },
    lineage: {
      parent: 'asr/moonshine-two-cuts@1',
      changed: 'a mean log-probability of -0.4 is sure enough instead of -0.15, and a partial may be the final',
    },
    initial: candidate('a third less computing for the median final'),
  },
  {
    ...own,
    id: 'asr/moonshine-noise-reduction@1',
    kind: 'asr',
    description: 'noise suppression before recognition',
    artifacts: [recognizer],
    settings: { CASCADE_ASR_NOISE_REDUCTION: 'true' },
    lineage: { parent: 'asr/moonshine-two-cuts@1', changed: 'RNNoise keeps 40 % of the noise' },
    initial: candidate('far-field and kitchen noise'),
  },
];

const voices: readonly DeclaredEntry[] = [
  {
    ...own,
    id: 'tts/hibari@1',
    kind: 'tts',
    description: 'the voice at its own pace',
    artifacts: voice,
    initial: live('runs by default'),
  },
  {
    ...own,
    id: 'tts/hibari-brisk@1',
    kind: 'tts',
    description: 'a quarter faster: replies end earlier and cost less audio',
    artifacts: voice,
    settings: { CASCADE_TTS_SPEED: '1.25' },
    lineage: { parent: 'tts/hibari@1', changed: 'pace 1.25 instead of 1' },
    initial: candidate('long replies are interrupted'),
  },
  {
    ...own,
    id: 'tts/hibari-calm@1',
    kind: 'tts',
    description: 'a tenth slower: for listeners in noise and of a second language',
    artifacts: voice,
    settings: { CASCADE_TTS_SPEED: '0.9' },
    lineage: { parent: 'tts/hibari@1', changed: 'pace 0.9 instead of 1' },
    initial: candidate('intelligibility in noise'),
  },
];

const planners: readonly DeclaredEntry[] = [
  {
    ...own,
    id: 'planner/smollm2@1',
    kind: 'planner',
    description: 'rules first, then the embedded model, always its likeliest word, three sentences at most',
    artifacts: languageModel,
    initial: live('runs by default'),
  },
  {
    ...own,
    id: 'planner/smollm2-brief@1',
    kind: 'planner',
    description: 'one sentence of 48 tokens at most: less to wait for and less to be wrong in',
    artifacts: languageModel,
    settings: { CASCADE_REPLY_SENTENCES: '1', CASCADE_LLM_MAX_TOKENS: '48' },
    lineage: { parent: 'planner/smollm2@1', changed: 'one sentence instead of three, 48 tokens instead of 96' },
    initial: candidate('a small model goes wrong in its second sentence'),
  },
  {
    ...own,
    id: 'planner/smollm2-sampled@1',
    kind: 'planner',
    description: 'words are drawn: replies differ from time to time',
    artifacts: languageModel,
    settings: { CASCADE_LLM_TEMPERATURE: '0.7' },
    lineage: { parent: 'planner/smollm2@1', changed: 'temperature 0.7 instead of 0' },
    initial: candidate('less repetition within a conversation'),
  },
];

/** A row of silences that does not ask the model: the same whatever it says. */
const sameForAll = (row: string) => ({
  CASCADE_TURN_SURE_SILENCE_MS: row,
  CASCADE_TURN_LEANING_SILENCE_MS: row,
  CASCADE_TURN_UNKNOWN_SILENCE_MS: row,
  CASCADE_TURN_DOUBTFUL_SILENCE_MS: row,
});

const endsOfTurns: readonly DeclaredEntry[] = [
  {
    ...own,
    id: 'end-of-turn/smart-turn@1',
    kind: 'end-of-turn',
    description: 'prosody and transcript decide how long a silence ends a turn',
    artifacts: endOfTurn,
    initial: live('runs by default'),
  },
  {
    ...own,
    id: 'end-of-turn/text-only@1',
    kind: 'end-of-turn',
    description: 'the transcript alone decides: rows of silences do not differ by what the model says',
    artifacts: endOfTurn,
    settings: sameForAll('480,640,800,900,1200'),
    lineage: { parent: 'end-of-turn/smart-turn@1', changed: 'the row of an unanswered model for every answer' },
    initial: candidate('what prosody is worth'),
  },
  {
    ...own,
    id: 'end-of-turn/silence-only@1',
    kind: 'end-of-turn',
    description: 'any silence of 700 ms ends a turn: what the field had before models',
    artifacts: endOfTurn,
    settings: sameForAll('700,700,700,700,700'),
    lineage: { parent: 'end-of-turn/smart-turn@1', changed: 'neither prosody nor transcript, 700 ms' },
    initial: candidate('the yardstick that models have to beat'),
  },
];

const voiceActivity: readonly DeclaredEntry[] = [
  {
    ...own,
    id: 'vad/silero-v6@1',
    kind: 'vad',
    description: 'Silero v6, frames of 32 ms',
    artifacts: ['silero-vad-v6@0.0.31'],
    initial: live('runs by default'),
  },
  {
    ...own,
    id: 'vad/silero-v5@1',
    kind: 'vad',
    description: 'Silero v5, frames of 32 ms',
    artifacts: ['silero-vad-v5@0.0.31'],
    settings: { CASCADE_VAD_MODEL: 'silero-vad-v5' },
    lineage: { parent: 'vad/silero-v6@1', changed: 'the training before' },
    initial: candidate('kept to go back to'),
  },
];

/** Ways to run the stages that are worth comparing. Those that are live are the defaults of the configuration. */
export const bundles: readonly DeclaredEntry[] = [
  ...recognition,
  ...voices,
  ...planners,
  ...endsOfTurns,
  ...voiceActivity,
];
