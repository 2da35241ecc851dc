import { describe, expect, test } from 'vitest';
import { readRecordedUtterances } from './recorded-utterances.ts';
import { replayLog } from './replay-log.ts';
import { type SessionScript, type SimulatedSession, simulateSession } from './simulate-session.ts';
import { frequentFaults, livelyManners, measuredLatencies, scaled, type World } from './world.ts';

const utterances = readRecordedUtterances();
const manners = { ...livelyManners, turns: { least: 4, most: 8 } };
const world: World = { latencies: measuredLatencies, faults: frequentFaults, manners };
const calm: World = { ...world, faults: scaled(frequentFaults, 0) };
const script = (seed: string, of: World = world): SessionScript => ({ seed, world: of, utterances });

describe('a simulated session', () => {
  test('breaks no rule, whatever fails', { timeout: 60_000 }, async () => {
    const sessions: SimulatedSession[] = [];
    for (let i = 0; i < 12; i++) sessions.push(await simulateSession(script(`rules-${i}`)));
    expect(sessions.flatMap(({ violations }) => violations)).toEqual([]);
    const total = (name: string) => sessions.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
    expect(total('turn-committed')).toBeGreaterThan(40);
    expect(total('cancelled barge-in')).toBeGreaterThan(0);
    expect(sessions.reduce((sum, { historiesChecked }) => sum + historiesChecked, 0)).toBeGreaterThan(40);
  });

  test('is the same for the same seed, bit for bit, and another for another', async () => {
    const [one, again, other] = [
      await simulateSession(script('same')),
      await simulateSession(script('same')),
      await simulateSession(script('other')),
    ];
    expect(again).toEqual(one);
    expect(other.digest).not.toBe(one.digest);
  });

  test('replays from its log to the same decisions', async () => {
    const lines: string[] = [];
    await simulateSession({ ...script('log'), writeLog: (line) => lines.push(line) });
    const replayed = await replayLog(lines);
    expect(replayed).toMatchObject({ sessions: 1, events: lines.length - 1, divergence: undefined, otherPolicies: [] });
    expect(replayed.effects).toBeGreaterThan(50);
  });

  test('a language model that takes a quarter of a minute breaks the rule about silence', async () => {
    const slow = { ...calm, latencies: { ...measuredLatencies, firstToken: { p50: 15_000, p95: 16_000 } } };
    const { violations } = await simulateSession(script('slow', slow));
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(['no-silence']));
  });

  test('a client that vanishes leaves nothing behind', async () => {
    const leaving = { ...calm, faults: { ...calm.faults, clientVanishes: 0.5 } };
    const sessions: SimulatedSession[] = [];
    for (let i = 0; i < 4; i++) sessions.push(await simulateSession(script(`leaving-${i}`, leaving)));
    expect(sessions.some(({ vanished }) => vanished)).toBe(true);
    expect(sessions.flatMap(({ violations }) => violations)).toEqual([]);
  });
});
