import { type SeededRandom, seededRandom } from '../sounds/index.ts';

/** What is heard over a reply. The first three are people who want to be listened to, the others are not. */
export const kinds = [
  'human',
  'synthesized',
  'echo-and-speech',
  'backchannel',
  'cough',
  'noise',
  'echo-20',
  'echo-10',
] as const;
export type Kind = (typeof kinds)[number];

export const trueKinds: ReadonlySet<Kind> = new Set(['human', 'synthesized', 'echo-and-speech']);

/** Where in the reply a sound begins. `throughout`: from the beginning on, as an echo does. */
export const phases = [
  'before-audio',
  'first-200-ms',
  'first-word',
  'middle-of-word',
  'middle-of-clause',
  'between-clauses',
  'last-word',
  'after-end',
] as const;
export type Phase = (typeof phases)[number] | 'throughout';

/** How the client ends a reply that the sound did not stop: each way has to leave the heard words, too. */
export const clientCuts = ['cancel', 'clear', 'truncate', 'play-out'] as const;
export type ClientCut = (typeof clientCuts)[number];

export interface EchoSettings {
  readonly delayMs: number;
  readonly gainDb: number;
  readonly room: boolean;
}

/** One interruption, whole: run again with its id and the plan's seed it is the same. */
export interface Scenario {
  /** `kind-number`. */
  readonly id: string;
  readonly kind: Kind;
  readonly phase: Phase;
  /** Where within the phase, 0 … 1. */
  readonly fraction: number;
  /** Active level of the sound at the microphone. */
  readonly levelDbfs: number;
  /** Which of the known replies is spoken. */
  readonly story: number;
  /** How the reply was asked for. By voice, the reply to a turn that just ended may also be taken back. */
  readonly asked: 'text' | 'voice';
  readonly clientCut: ClientCut;
  readonly echo: EchoSettings | undefined;
  /** Of the sound itself. */
  readonly seed: string;
}

const levelsDbfs = [-20, -30, -40] as const;

/** How many of each kind a whole run has: 120 true interruptions, of which one may fail at 99 %. */
export const defaultCounts: Readonly<Record<Kind, number>> = {
  human: 56,
  synthesized: 40,
  'echo-and-speech': 24,
  backchannel: 48,
  cough: 24,
  noise: 24,
  'echo-20': 16,
  'echo-10': 16,
};

/** Every scenario of a run, kinds mixed, so that a run that is cut short has some of each. */
export function planScenarios(seed: string, stories: number, counts = defaultCounts): Scenario[] {
  const planned = kinds.flatMap((kind) =>
    Array.from({ length: counts[kind] }, (_, index) => ({
      place: (index + 0.5) / counts[kind],
      scenario: planScenario(seed, kind, index, stories),
    })),
  );
  return planned.sort((one, other) => one.place - other.place).map(({ scenario }) => scenario);
}

/** Phases and levels are gone through in turn, so that each kind meets each combination; the rest is drawn. */
function planScenario(seed: string, kind: Kind, index: number, stories: number): Scenario {
  const id = `${kind}-${String(index + 1).padStart(2, '0')}`;
  const random = seededRandom(`${seed}/${id}`);
  const phase = kind === 'echo-20' || kind === 'echo-10' ? 'throughout' : phases[index % phases.length]!;
  // Eight phases and three levels have no common divisor: 24 in a row are all combinations.
  const levelDbfs = levelsDbfs[index % levelsDbfs.length]!;
  return {
    id,
    kind,
    phase,
    fraction: random.next(),
    levelDbfs,
    story: random.below(stories),
    asked: random.next() < 0.25 ? 'voice' : 'text',
    clientCut: random.pick(clientCuts),
    echo: echoOf(kind, random),
    seed: `${seed}/${id}/sound`,
  };
}

function echoOf(kind: Kind, random: SeededRandom): EchoSettings | undefined {
  if (kind !== 'echo-20' && kind !== 'echo-10' && kind !== 'echo-and-speech') return undefined;
  const gainDb = kind === 'echo-20' ? -20 : kind === 'echo-10' ? -10 : random.pick([-20, -10]);
  return { gainDb, delayMs: random.between(20, 120), room: random.next() < 0.5 };
}
