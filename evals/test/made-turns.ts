import type { TurnRecord } from '@cascade/contracts';
import { timedTurnRecord } from '@cascade/testing';
import { seededRandom } from '../src/sounds/seeded-random.ts';

/** Turns of two recognizers and two ways to an answer, made by a seed: a few of the second recognizer's queue. */
export function madeTurns(count: number, changes: Partial<TurnRecord> = {}): TurnRecord[] {
  const { next: random } = seededRandom('made turns');
  const around = (ms: number) => ms * (0.6 + 0.8 * random());
  return Array.from({ length: count }, (_, index) => {
    const slow = index % 2 === 1;
    const model = index % 3 === 0;
    const queued = slow && random() < 0.2;
    const record = timedTurnRecord({
      'client-buffering': { waitMs: around(20) },
      final: { computeMs: around(slow ? 170 : 120), queueMs: queued ? around(500) : 4 },
      'end-of-turn': { waitMs: around(90) },
      'first-clause': { computeMs: around(model ? 140 : 6) },
      'first-audio': { computeMs: around(65) },
    });
    return {
      ...record,
      trace_id: `trace-${index}`,
      turn_id: `turn-${index}`,
      started_at: new Date(Date.UTC(2024, 4, 1, 10) + 60_000 * index).toISOString(),
      versions: { asr: slow ? 'recognizer@2' : 'recognizer@1', tts: 'voice@1' },
      device: { kind: index % 5 === 0 ? 'phone' : 'laptop' },
      response: { ...record.response!, source: model ? 'language-model' : 'fast-path' },
      ...changes,
    };
  });
}
