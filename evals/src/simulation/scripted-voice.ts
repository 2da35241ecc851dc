import { CascadeError, type Clock, outputRateHz } from '@cascade/contracts';
import type { SpeechEngine } from '@cascade/tts';
import { seededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import type { World } from './world.ts';

export interface VoiceOptions {
  readonly world: World;
  readonly seed: string;
  readonly clock: Clock;
  onFault(name: string): void;
}

const wordMs = 300;
const longestMs = 60_000;
/** Loud enough to count as sound; shared by all clauses. */
const tone = new Float32Array((longestMs * outputRateHz) / 1000).fill(0.1);

/** Speaks every word in 300 ms, and is silent about clauses that cost a thread its life. */
export function createScriptedVoice({ world, seed, clock, onFault }: VoiceOptions): SpeechEngine {
  const random = seededRandom(`${seed}/voice`);
  return {
    versions: { voice: 'scripted-voice@1' },
    voiceFor: () => 'scripted',
    async *synthesize({ text, signal }) {
      const queueMs = draw(world.latencies.queue, random);
      const computeMs = draw(world.latencies.clause, random);
      const lost = happens(world.faults.workerLost, random);
      await clock.sleep(queueMs + computeMs, signal);
      if (lost) {
        onFault('voice worker lost');
        throw new CascadeError('worker_lost', 'The scripted voice has lost its thread.', { stage: 'tts' });
      }
      const spoken = text.split(/\s+/).filter((word) => word !== '');
      const words = spoken.map((word, index) => ({ text: word, startMs: index * wordMs, endMs: (index + 1) * wordMs }));
      const samples = tone.slice(0, Math.min(tone.length, (spoken.length * wordMs * outputRateHz) / 1000));
      yield { samples, words, queueMs, computeMs };
    },
    close: async () => undefined,
  };
}
