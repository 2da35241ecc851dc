import { CascadeError, type Clock, inputRateHz } from '@cascade/contracts';
import type { EndOfTurnModel } from '@cascade/turn';
import { seededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import { markOf, type SpokenPieces } from './marked-audio.ts';
import type { World } from './world.ts';

export interface EndOfTurnOptions {
  readonly world: World;
  readonly seed: string;
  readonly clock: Clock;
  readonly pieces: SpokenPieces;
  onFault(name: string): void;
}

/** Says of each pause what the real model said of it when it was recorded. */
export function createScriptedEndOfTurn({ world, seed, clock, pieces, onFault }: EndOfTurnOptions): EndOfTurnModel {
  const random = seededRandom(`${seed}/end-of-turn`);
  const { faults, latencies } = world;
  const down = happens(faults.endOfTurnDown, random);
  return {
    versions: { model: 'scripted-end-of-turn@1' },
    windowMs: 8000,
    async judge(audio, signal) {
      const queueMs = draw(latencies.queue, random);
      const computeMs = draw(latencies.endOfTurn, random);
      const fails = down || happens(faults.endOfTurnFails, random);
      await clock.sleep(queueMs + computeMs, signal);
      if (fails) {
        onFault('end-of-turn model fails');
        throw new CascadeError('stage_failed', 'The scripted end-of-turn model fails.', { stage: 'turn' });
      }
      return { probability: recordedProbability(audio, pieces), queueMs, computeMs };
    },
    close: async () => undefined,
  };
}

function recordedProbability(audio: Float32Array, pieces: SpokenPieces): number {
  const last = audio.findLastIndex((sample) => markOf(sample) !== 0);
  const silenceMs = ((audio.length - 1 - last) * 1000) / inputRateHz;
  const probabilities = Object.entries(pieces.ofMark(markOf(audio[last]))?.probabilities ?? {});
  const distance = ([ms]: [string, number]) => Math.abs(Number(ms) - silenceMs);
  return probabilities.toSorted((a, b) => distance(a) - distance(b))[0]?.[1] ?? 0.5;
}
