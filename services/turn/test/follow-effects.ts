/** What must hold of every stream of events and effects, whatever the world does. */
import type { TurnDetection } from '@cascade/contracts';
import fc from 'fast-check';
import { expect } from 'vitest';
import { reduceTurn, type TurnEffect } from '../src/index.ts';
import { type Conversation, simulatedStart } from './conversation-simulator.ts';

export const detections: fc.Arbitrary<TurnDetection> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      mode: fc.constant('semantic' as const),
      policy: fc.constantFrom('patient' as const, 'balanced' as const, 'eager' as const),
      maxSilenceMs: fc.constantFrom(500, 2000, 8000),
      createResponse: fc.boolean(),
      interruptResponse: fc.boolean(),
    }),
  },
  fc.record({
    mode: fc.constant('silence' as const),
    silenceMs: fc.constantFrom(200, 500, 1500),
    createResponse: fc.boolean(),
    interruptResponse: fc.boolean(),
  }),
  fc.constant({ mode: 'manual' as const }),
);

/** Follows what is prepared ahead: one at a time, never beside a response, each requested or discarded once. */
function followSpeculations(effects: readonly TurnEffect[], active: () => string | undefined) {
  let open: Extract<TurnEffect, { type: 'response-speculated' }> | undefined;
  return (effect: TurnEffect): void => {
    if (effect.type === 'response-speculated') {
      expect(open).toBeUndefined();
      expect(active()).toBeUndefined();
      open = effect;
    } else if (effect.type === 'response-discarded') {
      expect(effect).toMatchObject({ responseId: open?.responseId, turnId: open?.turnId });
      open = undefined;
    } else if (effect.type === 'response-requested') {
      expect(effect.speculated ?? false).toBe(open !== undefined);
      if (!open) return;
      expect(effect).toMatchObject({ responseId: open.responseId, turnId: open.turnId, cause: 'turn' });
      const committed = effects.findLast(({ type }) => type === 'turn-committed');
      expect(committed).toMatchObject({ turnId: open.turnId, text: open.text, atMs: effect.atMs });
      open = undefined;
    }
  };
}

/** Follows a stream of events and effects, and tells whether more than one response was ever active. */
export function responseHistory({ log }: Pick<Conversation, 'log'>) {
  let state = simulatedStart();
  let active: string | undefined;
  let filler: string | undefined;
  let most = 0;
  const effects: TurnEffect[] = [];
  const followSpeculation = followSpeculations(effects, () => active);
  for (const { event, atMs } of log) {
    if (event.type === 'playback-done' && event.responseId === active) active = undefined;
    if (event.type === 'playback-done' && event.responseId === filler) filler = undefined;
    const result = reduceTurn(state, event, atMs);
    state = result.state;
    for (const effect of result.effects) {
      effects.push(effect);
      followSpeculation(effect);
      if (effect.type === 'response-requested' && effect.cause === 'filler') {
        expect(filler).toBeUndefined();
        filler = effect.responseId;
      } else if (effect.type === 'response-requested') {
        most = Math.max(most, active === undefined ? 1 : 2);
        active = effect.responseId;
      } else if (effect.type === 'response-cancelled' && effect.responseId === filler) {
        filler = undefined;
      } else if (effect.type === 'response-cancelled') {
        expect(effect.responseId).toBe(active);
        active = undefined;
      }
    }
    expect(state.response?.responseId).toBe(active);
    expect(state.filler?.responseId).toBe(filler);
  }
  return { most, effects, state };
}

/**
 * Follows the turns: one at a time, each ended once, by words or by nothing; only what was committed is continued.
 * @returns the id of the turn still open
 */
export function followTurns(effects: readonly TurnEffect[]): string | undefined {
  const [started, committed] = [new Set<string>(), new Set<string>()];
  let open: string | undefined;
  for (const effect of effects) {
    if (effect.type === 'turn-started') {
      expect(open).toBeUndefined();
      expect(started.has(effect.turnId)).toBe(committed.has(effect.turnId));
      open = effect.turnId;
      started.add(open);
    } else if (effect.type === 'turn-committed' || effect.type === 'turn-abandoned') {
      expect(effect.turnId).toBe(open);
      expect(effect.endSample).toBeGreaterThanOrEqual(effect.startSample);
      open = undefined;
    }
    if (effect.type !== 'turn-committed') continue;
    expect(effect.text).not.toBe('');
    expect(effect.continued).toBe(committed.has(effect.turnId));
    committed.add(effect.turnId);
  }
  return open;
}
