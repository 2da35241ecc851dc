import { createHash } from 'node:crypto';
import { normalizeSpeechLevel, writeWav } from '@cascade/audio';
import { type ListeningSet, outputRateHz } from '@cascade/contracts';
import { z } from 'zod';
import { seededRandom } from '../sounds/index.ts';
import { type PlannedTrial, planTrials, type Side } from './plan-trials.ts';

const sideSchema = z.enum(['baseline', 'candidate', 'spoiled']);

/** Which side was which; for whoever judges, not for listeners. */
export const listeningKeySchema = z.strictObject({
  schema: z.literal('cascade-listening-key-1'),
  set: z.string().min(1),
  seed: z.string(),
  baseline: z.string().min(1),
  candidate: z.string().min(1),
  trials: z.record(z.string(), z.strictObject({ kind: z.enum(['pair', 'check']), a: sideSchema, b: sideSchema })),
});
export type ListeningKey = z.infer<typeof listeningKeySchema>;

export interface SetOptions {
  readonly baseline: string;
  readonly candidate: string;
  readonly texts: readonly string[];
  readonly seed: string;
  /** A text said by one of the two, 24 kHz, mono. */
  say(system: 'baseline' | 'candidate', text: string): Promise<Float32Array>;
}

/** As loud as the other: whatever is louder is preferred. */
const levelDbfs = -25;
/** Of white noise under the speech of a spoiled side. */
const spoiledSnrDb = 0;

/** Both systems saying the same texts, equally loud, and the key to it. */
export async function makeSet(
  options: SetOptions,
): Promise<{ readonly set: ListeningSet; readonly key: ListeningKey }> {
  const { baseline, candidate, texts, seed } = options;
  const planned = planTrials(texts, seed);
  const trials: ListeningSet['trials'] = [];
  for (const trial of planned) {
    const [a, b] = [await wavOf(trial, trial.a, options), await wavOf(trial, trial.b, options)];
    trials.push({ id: trial.id, text: trial.text, a, b });
  }
  const id = createHash('sha256').update(JSON.stringify(trials)).digest('hex').slice(0, 16);
  return {
    set: { schema: 'cascade-listening-1', id, question: 'Which of the two would you rather listen to?', trials },
    key: {
      schema: 'cascade-listening-key-1',
      set: id,
      seed,
      baseline,
      candidate,
      trials: Object.fromEntries(planned.map((trial) => [trial.id, { kind: trial.kind, a: trial.a, b: trial.b }])),
    },
  };
}

async function wavOf(trial: PlannedTrial, side: Side, { say, seed }: SetOptions): Promise<string> {
  const speech = normalizeSpeechLevel(
    await say(side === 'spoiled' ? 'baseline' : side, trial.text),
    levelDbfs,
    outputRateHz,
  );
  const samples = side === 'spoiled' ? withNoise(speech, `${seed}/${trial.id}`) : speech;
  return Buffer.from(writeWav(samples, outputRateHz)).toString('base64');
}

function withNoise(speech: Float32Array, seed: string): Float32Array {
  const random = seededRandom(seed);
  // Uniform noise between −x and x has a power of x²/3.
  const amplitude = Math.sqrt(3) * 10 ** ((levelDbfs - spoiledSnrDb) / 20);
  return speech.map((sample) => Math.max(-1, Math.min(1, sample + amplitude * (2 * random.next() - 1))));
}
