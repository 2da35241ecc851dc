import type { Clip, TalkedClip } from '@cascade/client';
import { VirtualClock } from '@cascade/testing';
import { expect, it } from 'vitest';
import type { BenchClip } from '../bench/clips.ts';
import { recordTurns } from './record-turns.ts';

const clip = (id: string, seconds = 1): BenchClip => ({
  id,
  slices: [],
  text: undefined,
  samples: new Float32Array(16_000 * seconds).fill(0.1),
  firstSpeech: 0,
  lastSpeech: 16_000 * seconds,
});
const answered = { voice_to_voice_ms: 500, trace_id: 't' };

async function recordingOf(turns: number, sessions: number, talk: (clip: Clip) => Promise<object>) {
  const seen: string[] = [];
  const stop = new AbortController();
  await recordTurns([clip('a'), clip('b'), clip('poem', 60)], {
    url: 'ws://127.0.0.1:1',
    key: undefined,
    turns,
    sessions,
    seed: 'x',
    clock: new VirtualClock(),
    wallClockMs: () => 0,
    signal: stop.signal,
    onTurn: (turn, id, problem) => seen.push(`${id}: ${turn?.client_ms ?? problem}`),
    talk: async (said) => {
      const record = { clip: said.id, ...(await talk(said)) };
      return { record, replySamples: new Float32Array() } as unknown as TalkedClip;
    },
  });
  return seen;
}

it('says as many clips as are asked for, in several conversations at once, long texts left out', async () => {
  let talking = 0;
  let most = 0;
  const seen = await recordingOf(5, 2, async () => {
    most = Math.max(most, ++talking);
    await Promise.resolve();
    talking--;
    return answered;
  });
  expect(seen.toSorted()).toHaveLength(5);
  expect(new Set(seen)).toEqual(new Set(['a: 500', 'b: 500']));
  expect(most).toBe(2);
});

it('tells of a clip that was not answered', async () => {
  const seen = await recordingOf(1, 1, async () => ({
    ...answered,
    voice_to_voice_ms: null,
    error: 'no reply was heard',
  }));
  expect(seen[0]).toMatch(/: no reply was heard$/);
});
