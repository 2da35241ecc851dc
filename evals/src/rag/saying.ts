import { seededRandom } from '../sounds/index.ts';

export const noiseKinds = ['pink', 'babble', 'hum-and-keys', 'crowd'] as const;

/** How a question is said and what the microphone adds to it. */
export interface Saying {
  /** Pace of the voice; 1 is its own. */
  readonly speed: number;
  /** Other speakers: pitch and pace together; 1 is the voice itself. */
  readonly voiceRatio: number;
  readonly levelDbfs: number;
  readonly noise: { readonly kind: (typeof noiseKinds)[number]; readonly snrDb: number } | undefined;
  /** Time in which a sound in the room dies away by 60 dB; undefined close to the mouth. */
  readonly reverberationMs: number | undefined;
  /** Of noise and room. */
  readonly seed: string;
}

/** Faster than this counts as fast speech in the tables. */
export const fastSpeed = 1.15;
export const defaultSnrsDb = [20, 15, 10] as const;

/** The same question and seed are said alike; questions differ from each other. */
export function planSaying(
  questionId: string,
  condition: 'spoken' | 'noisy',
  { seed, snrsDb }: { readonly seed: string; readonly snrsDb: readonly number[] },
): Saying {
  const ownSeed = `${seed} ${condition} ${questionId}`;
  const random = seededRandom(ownSeed);
  const voiceRatio = rounded(random.between(0.92, 1.08));
  const levelDbfs = rounded(random.between(-30, -20));
  if (condition === 'spoken') {
    const speed = rounded(random.between(0.9, 1.1));
    return { speed, voiceRatio, levelDbfs, noise: undefined, reverberationMs: undefined, seed: ownSeed };
  }
  const isFast = random.next() < 0.5;
  const isFar = random.next() < 0.5;
  return {
    speed: rounded(isFast ? random.between(fastSpeed, 1.35) : random.between(0.95, 1.1)),
    voiceRatio,
    levelDbfs,
    noise: { kind: random.pick(noiseKinds), snrDb: random.pick(snrsDb) },
    reverberationMs: isFar ? Math.round(random.between(250, 500)) : undefined,
    seed: ownSeed,
  };
}

const rounded = (value: number): number => Number(value.toFixed(2));
