import type { TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioMinutePrice } from './cost-equation.ts';
import { summarizeCost } from './cost-summary.ts';
import { type PriceCard, priceCardSchema, withUtilization } from './price-card.ts';
import { priceTurn } from './price-turn.ts';
import { whatIf } from './what-if.ts';

/** Two workers, 0.001 a busy second each at full use, half of the time busy. */
const card: PriceCard = priceCardSchema.parse({
  schema: 'cascade.prices.v1',
  name: 'test',
  date: '2026-01-01',
  currency: 'EUR',
  machines: [{ name: 'box', hourly: 7.2, workers: 2, utilization: 0.5 }],
});

type Kind = 'useful' | 'failed';

/** Turn `n` of a session: six seconds of audio after those of the turn before. */
function turn(n: number, computeMs: number, kind: Kind = 'useful', wastedMs = 0): TurnRecord {
  const record = exampleTurnRecord();
  return {
    ...record,
    turn_id: `turn-${n}`,
    started_at: new Date(Date.UTC(2026, 0, 1, 10, 0, 10 * n)).toISOString(),
    audio: { ...record.audio, start_sample: n * 160_000, end_sample: n * 160_000 + 96_000 },
    spans: [],
    cost: { audio_in_ms: 6000, audio_out_ms: 3000, compute_ms: computeMs },
    playback: { ...record.playback, audio_ms: 3000 },
    response: { ...record.response!, status: kind === 'failed' ? 'failed' : 'completed' },
    speculation: { ...record.speculation, wasted_compute_ms: wastedMs },
  };
}

test('cost per turn, audio minute and session is by what was useful, with failures and duplicates paid by it', () => {
  const records = [turn(1, 3000), turn(2, 3000, 'failed'), turn(3, 3000), turn(3, 3000)];
  const summary = summarizeCost(records, card);
  expect(summary).toMatchObject({ turns: 4, usefulTurns: 2, sessions: 1 });
  expect(summary.total).toBeCloseTo(0.024, 12);
  expect(summary.lost).toBeCloseTo(0.012, 12);
  expect(summary.perTurn).toBeCloseTo(0.012, 12);
  expect(summary.perAudioMinute).toBeCloseTo(0.12, 12);
  expect(summary.perSession).toBeCloseTo(0.024, 12);
  expect(summary.measured).toMatchObject({ realTimeFactor: 0.5, duplicateShare: 0.5 });
  expect(summary.measured.retryRate).toBeCloseTo(1 / 3, 12);
});

test('measured utilization is busy time by the time of all workers', () => {
  // From 10:00:10 to the end of the second reply, 10:00:29: 19 s on two workers.
  const { measured } = summarizeCost([turn(1, 9500), turn(2, 9500)], card);
  expect(measured.windowHours * 3600).toBeCloseTo(19, 9);
  expect(measured.utilization).toBeCloseTo(0.5, 12);
});

test('a turn taken up in another connection is known by its audio; typed turns are not taken for each other', () => {
  const taken = { ...turn(1, 1000), turn_id: 'turn-1-again' };
  expect(summarizeCost([turn(1, 1000), taken], card).measured.duplicateShare).toBe(1);
  const typed = (id: string): TurnRecord => {
    const record = turn(1, 1000);
    return { ...record, turn_id: id, audio: { ...record.audio, start_sample: 0, end_sample: 0 } };
  };
  expect(summarizeCost([typed('a'), typed('b')], card).usefulTurns).toBe(2);
});

test('nothing costs nothing, and has no averages', () => {
  expect(summarizeCost([], card)).toMatchObject({ total: 0, perTurn: null, perAudioMinute: null, perSession: null });
});

const computeMs = fc.integer({ min: 1, max: 20_000 });
const traffic = fc
  .array(
    fc.record({ computeMs, kind: fc.constantFrom<Kind>('useful', 'failed'), again: fc.nat(2), waste: computeMs }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((turns) => [
    turn(0, 2000),
    ...turns.flatMap(({ computeMs, kind, again, waste }, index) =>
      Array.from({ length: 1 + again }, () => turn(index + 1, computeMs, kind, waste)),
    ),
  ]);

test('the summary is the equation of the source document, with what was measured put in', () => {
  fc.assert(
    fc.property(traffic, (records) => {
      const { perAudioMinute, measured } = summarizeCost(records, card);
      const { realTimeFactor, retryRate, duplicateShare } = measured;
      const expected = audioMinutePrice({
        realTimeFactor: realTimeFactor!,
        workerHourly: 3.6,
        utilization: 0.5,
        retryRate: retryRate!,
        duplicateShare: duplicateShare!,
      });
      expect(perAudioMinute! / expected).toBeCloseTo(1, 9);
    }),
  );
});

test('groups, stages and versions add up to the total, which is that of the turns', () => {
  fc.assert(
    fc.property(traffic, (records) => {
      const summary = summarizeCost(records, card);
      const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
      expect(sum(records.map((record) => priceTurn(record, card).total))).toBeCloseTo(summary.total, 10);
      expect(sum(Object.values(summary.parts))).toBeCloseTo(summary.total, 10);
      expect(sum(Object.values(summary.stages).map(({ total }) => total))).toBeCloseTo(summary.total, 10);
      expect(sum(Object.values(summary.versions))).toBeCloseTo(summary.total, 10);
      expect(sum(Object.values(summary.sources).map(({ total }) => total))).toBeCloseTo(summary.total, 10);
    }),
  );
});

test('without a change, what-if is what was measured', () => {
  fc.assert(
    fc.property(traffic, (records) => {
      const summary = summarizeCost(records, card);
      const same = whatIf(summary, card);
      expect(same.total).toBeCloseTo(summary.total, 10);
      expect(same.perAudioMinute).toBeCloseTo(summary.perAudioMinute!, 10);
      expect(same.realTimeFactor).toBeCloseTo(summary.measured.realTimeFactor!, 10);
      expect(same.utilization).toBeCloseTo(0.5, 10);
    }),
  );
});

test('what-if answers as the card with another utilization would', () => {
  fc.assert(
    fc.property(traffic, fc.double({ min: 0.05, max: 1, noNaN: true }), (records, utilization) => {
      const asked = whatIf(summarizeCost(records, card), card, { utilization });
      const priced = summarizeCost(records, withUtilization(card, utilization));
      expect(asked.total).toBeCloseTo(priced.total, 9);
    }),
  );
});

test('quantization, shadow traffic, retries, waste and a warm pool each do what their name says', () => {
  const records = [turn(1, 3000, 'useful', 1000), turn(2, 3000, 'failed')];
  const summary = summarizeCost(records, card);
  expect(summary.total).toBeCloseTo(0.012, 12);
  const total = (changes: Parameters<typeof whatIf>[2]) => whatIf(summary, card, changes).total;
  expect(total({ rtfFactor: 0.7 })).toBeCloseTo(0.0084, 12);
  expect(total({ stageRtfFactors: { gateway: 0.5 } })).toBeCloseTo(0.006, 12);
  expect(total({ stageRtfFactors: { asr: 0.5 } })).toBeCloseTo(0.012, 12);
  expect(total({ shadowShare: 0.1 })).toBeCloseTo(0.0132, 12);
  expect(total({ retryRate: 0 })).toBeCloseTo(0.006, 12);
  expect(total({ duplicateShare: 0.5 })).toBeCloseTo(0.018, 12);
  expect(total({ wasteFactor: 0 })).toBeCloseTo(0.01, 12);
  expect(total({ warmPool: 2, warmHours: 3 })).toBeCloseTo(0.012 + 2 * 3 * 3.6, 12);
});
