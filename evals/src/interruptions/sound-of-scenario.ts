import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { firstSpeechSample, lastSpeechSample, readWav, resample } from '@cascade/audio';
import { CascadeError, inputRateHz, outputRateHz } from '@cascade/contracts';
import { speechOnset } from '../call/speech-onset.ts';
import {
  atLevel,
  babble,
  cough,
  crowd,
  doorSlam,
  hum,
  keyboardClicks,
  otherVoice,
  pinkNoise,
  seededRandom,
  throatClearing,
  voicedCough,
  whiteNoise,
} from '../sounds/index.ts';
import type { Scenario } from './plan.ts';
import { stories } from './stories.ts';

/** Speaks a text with the service's own voice, 24 kHz. */
export type Speak = (text: string) => Promise<Float32Array>;

export interface ScenarioSound {
  /** What it is, for people: "cough", "what time is it". */
  readonly name: string;
  /** 16 kHz, at the scenario's level. */
  readonly samples: Float32Array;
  /** Of its first sample with sound. */
  readonly startMs: number;
  /** One past its last. */
  readonly endMs: number;
}

interface HumanClip {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

const longestHumanSeconds = 4.2;
const wantedSlices = ['short-command', 'question', 'short-answer', 'multi-turn'];
/** Noise in the recording hides where speech begins, or is what the recording is about. */
const refusedSlices = ['noise', 'derived', 'telephone'];

const interruptions = [
  'Stop.',
  'Stop, please.',
  'Wait, what about tomorrow?',
  'No, cancel that.',
  'Hold on a second.',
  'Actually, I meant the other one.',
  'Can you say that again?',
  'What time is it?',
  "That's enough, thank you.",
  'Excuse me, how far is it?',
];
const backchannels = ['Mm-hmm.', 'Yeah.', 'Right.', 'Uh-huh.', 'Okay.', 'I see.'];
const question = 'Tell me about the sea.';
/** People who talk to each other stand farther from the microphone than its user. */
const crowdFartherDb = 10;

/** Short sounds begin and end at frames this much below their loudest one. */
const edges = { belowPeakDb: 25, floorDbfs: -60 };
const marginMs = 60;
/** For finding the edges: the level at which recordings are looked at. */
const lookedAtDbfs = -20;

/** All sounds of a run. Human speech is read where it lies; what is spoken is asked of the service once. */
export class ScenarioSounds {
  readonly #speak: Speak;
  readonly #clips: readonly HumanClip[];
  readonly #spoken = new Map<string, Promise<Float32Array>>();

  private constructor(speak: Speak, clips: readonly HumanClip[]) {
    this.#speak = speak;
    this.#clips = clips;
  }

  /** @param manifest clips of human speech, one JSON object a line; without one, `human` is refused */
  static async open(speak: Speak, manifest: string | undefined): Promise<ScenarioSounds> {
    return new ScenarioSounds(speak, manifest === undefined ? [] : await readClips(manifest));
  }

  get hasHumanSpeech(): boolean {
    return this.#clips.length > 0;
  }

  /** What begins a conversation that is begun by voice. */
  async question(): Promise<Float32Array> {
    return atLevel(otherVoice(await this.#say(question), outputRateHz, 0.9), -24);
  }

  /** Undefined for the kinds that are an echo and nothing else. */
  async soundOf({ kind, levelDbfs, seed }: Scenario): Promise<ScenarioSound | undefined> {
    const random = seededRandom(seed);
    switch (kind) {
      case 'human':
      case 'echo-and-speech': {
        const clip = random.pick(this.#clips);
        const samples = await readSamples(clip.file);
        return placed(clip.text, samples, levelDbfs, speechOnset(samples));
      }
      case 'synthesized': {
        const text = random.pick(interruptions);
        return placed(text, otherVoice(await this.#say(text), outputRateHz, random.between(0.85, 1.2)), levelDbfs);
      }
      case 'backchannel': {
        const text = random.pick(backchannels);
        return placed(text, otherVoice(await this.#say(text), outputRateHz, random.between(0.8, 1.25)), levelDbfs);
      }
      case 'cough': {
        const huh = otherVoice(await this.#say('Huh!'), outputRateHz, random.between(0.8, 1.25));
        const [name, samples] = random.pick([
          ['cough', () => cough(random)],
          ['voiced cough', () => voicedCough(random, huh)],
          ['throat', () => throatClearing(random)],
        ] as const);
        return placed(name, samples(), levelDbfs);
      }
      case 'noise': {
        const ms = random.between(500, 1600);
        const voices = await Promise.all(stories.slice(0, 5).map((story) => this.#say(story)));
        const talk = voices.map((voice) => otherVoice(voice, outputRateHz, 1));
        const [name, samples] = random.pick([
          ['white noise', () => whiteNoise(random, ms)],
          ['pink noise', () => pinkNoise(random, ms)],
          ['hum', () => hum(random, ms)],
          ['keyboard', () => keyboardClicks(random, ms)],
          ['door', () => doorSlam(random)],
          ['babble', () => babble(random, ms)],
          ['crowd', () => crowd(random, talk, ms)],
        ] as const);
        return placed(name, samples(), name === 'crowd' ? levelDbfs - crowdFartherDb : levelDbfs);
      }
      default:
        return undefined;
    }
  }

  #say(text: string): Promise<Float32Array> {
    const known = this.#spoken.get(text) ?? this.#speak(text);
    this.#spoken.set(text, known);
    return known;
  }
}

/** Silence around it taken away, at its level. */
function placed(name: string, samples: Float32Array, levelDbfs: number, onset?: number): ScenarioSound {
  const audible = atLevel(samples, lookedAtDbfs);
  const first = onset ?? firstSpeechSample(audible, inputRateHz, edges) ?? 0;
  const last = lastSpeechSample(audible, inputRateHz, edges);
  const margin = (marginMs * inputRateHz) / 1000;
  const from = Math.max(0, first - margin);
  const sounding = samples.slice(from, Math.min(samples.length, last + margin));
  const toMs = (sample: number) => (sample * 1000) / inputRateHz;
  return { name, samples: atLevel(sounding, levelDbfs), startMs: toMs(first - from), endMs: toMs(last - from) };
}

async function readSamples(file: string): Promise<Float32Array> {
  const { samples, sampleRateHz } = readWav(await readFile(file));
  return resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz });
}

async function readClips(manifest: string): Promise<HumanClip[]> {
  if (!existsSync(manifest)) throw new CascadeError('invalid_file', `${manifest}: no such manifest of human speech.`);
  const lines = (await readFile(manifest, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line): HumanClip[] => {
    const { id, file, text, slice, seconds } = JSON.parse(line) as HumanClip & { slice: string[]; seconds: number };
    const wanted = slice.some((name) => wantedSlices.includes(name));
    const refused = slice.some((name) => refusedSlices.includes(name));
    if (!wanted || refused || seconds > longestHumanSeconds) return [];
    return [{ id, text, file: resolve(dirname(manifest), file) }];
  });
}
