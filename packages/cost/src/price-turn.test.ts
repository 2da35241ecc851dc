import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PriceCard, priceCardSchema } from './price-card.ts';
import { priceTurn } from './price-turn.ts';
import { isWasted, turnCharges } from './turn-charges.ts';

/** One worker that costs 3.60 an hour: 0.001 a second when it is never idle. */
const card: PriceCard = priceCardSchema.parse({
  schema: 'cascade.prices.v1',
  name: 'test',
  date: '2026-01-01',
  currency: 'EUR',
  machines: [{ name: 'box', hourly: 3.6, workers: 1, utilization: 1, unmetered_spans: { planner: ['generation'] } }],
  hosted: [
    { stage: 'planner', version: 'hosted-llm*', per_million_input_tokens: 1, per_million_output_tokens: 10 },
    { stage: 'asr', version: 'hosted-asr', per_audio_in_minute: 0.6 },
    { stage: 'tts', version: 'hosted-tts', per_audio_out_minute: 6 },
  ],
});

const work = (stage: RecordSpan['stage'], compute_ms: number, rest: Partial<RecordSpan> = {}): RecordSpan => ({
  stage,
  name: 'work',
  start_ms: 0,
  end_ms: compute_ms,
  queue_ms: 0,
  compute_ms,
  wait_ms: 0,
  critical: false,
  ...rest,
});

function turn(spans: readonly RecordSpan[], changes: Partial<TurnRecord> = {}): TurnRecord {
  const compute_ms = spans.reduce((sum, span) => sum + (span.critical ? 0 : span.compute_ms), 0);
  const cost = { audio_in_ms: 6000, audio_out_ms: 3000, compute_ms };
  const record = exampleTurnRecord({ spans: [...spans], cost, versions: { asr: 'asr@1', tts: 'tts@1' } });
  return { ...record, speculation: speculation({}), ...changes };
}

const speculation = (wasted: Partial<TurnRecord['speculation']>): TurnRecord['speculation'] => ({
  attempts: 1,
  used: 0,
  used_compute_ms: 0,
  wasted_compute_ms: 0,
  used_tokens: 0,
  wasted_tokens: 0,
  used_audio_ms: 0,
  wasted_audio_ms: 0,
  saved_ms: 0,
  ...wasted,
});

const answered = (planner: string, input_tokens: number | null, output_tokens: number | null): Partial<TurnRecord> => {
  const { response } = exampleTurnRecord();
  return {
    versions: { asr: 'asr@1', tts: 'tts@1', planner },
    response: { ...response!, source: 'language-model', input_tokens, output_tokens },
  };
};

test('computing time is paid by the hour; what is on the critical path is not paid twice', () => {
  const price = priceTurn(turn([work('asr', 2000), work('asr', 1500, { critical: true }), work('tts', 500)]), card);
  expect(price).toMatchObject({ card: 'test (2026-01-01)', currency: 'EUR' });
  expect(price.parts).toEqual({ machine: expect.closeTo(0.0025, 12) });
  expect(price.total).toBeCloseTo(0.0025, 12);
});

test('speculation in vain is paid, and stands apart', () => {
  const record = turn([work('asr', 3000), work('planner', 1000)], {
    speculation: speculation({ wasted_compute_ms: 1000 }),
  });
  expect(priceTurn(record, card).parts).toEqual({
    machine: expect.closeTo(0.003, 12),
    wasted_machine: expect.closeTo(0.001, 12),
  });
});

test('computing time that no span tells is paid as well', () => {
  const record = turn([work('asr', 1000)]);
  const price = priceTurn({ ...record, cost: { ...record.cost, compute_ms: 3000 } }, card);
  expect(price.parts).toEqual({ machine: expect.closeTo(0.003, 12) });
});

test('what tenths of a millisecond were rounded by is no work', () => {
  const record = turn([work('asr', 1000), work('tts', 1000)]);
  const charges = turnCharges({ ...record, cost: { ...record.cost, compute_ms: 2000.1 } }, card);
  expect(charges.map(({ stage }) => stage)).toEqual(['asr', 'tts']);
});

test('a process on the machine that reports no computing time counts as busy while it works', () => {
  const generation = work('planner', 0, { name: 'generation', wait_ms: 4000 });
  expect(priceTurn(turn([generation]), card).parts).toEqual({ machine: expect.closeTo(0.004, 12) });
  const other = work('planner', 0, { name: 'tool', wait_ms: 4000 });
  expect(priceTurn(turn([other]), card).parts).toEqual({});
});

test('a hosted model costs its tokens and no machine time', () => {
  const generation = work('planner', 0, {
    name: 'generation',
    wait_ms: 4000,
    attributes: { model: 'hosted-llm-2', input_tokens: 1000, output_tokens: 50 },
  });
  const price = priceTurn(turn([generation], answered('hosted-llm-2', 1000, 50)), card);
  expect(price.parts).toEqual({ input_tokens: expect.closeTo(0.001, 12), output_tokens: expect.closeTo(0.0005, 12) });
});

test('a prompt sent for a reply that was thrown away is paid too, even when something else answered', () => {
  const attributes = { model: 'hosted-llm-2', input_tokens: 1000, output_tokens: 50 };
  const generation = work('planner', 0, { name: 'generation', attributes });
  const twice = turn([generation, generation], answered('hosted-llm-2', 1000, 50));
  expect(priceTurn(twice, card).parts).toMatchObject({ wasted_tokens: expect.closeTo(0.0015, 12) });
  const elsewhere = turn([generation], answered('fast-path', null, null));
  expect(priceTurn(elsewhere, card).parts).toEqual({ wasted_tokens: expect.closeTo(0.0015, 12) });
});

test('a hosted recognizer and a hosted voice are paid by the minute of audio, also of what nobody heard', () => {
  const record = turn([work('asr', 900), work('tts', 900)], {
    versions: { asr: 'hosted-asr', tts: 'hosted-tts' },
    speculation: speculation({ wasted_audio_ms: 1000 }),
  });
  expect(priceTurn(record, card).parts).toEqual({
    audio_in: expect.closeTo(0.06, 12),
    audio_out: expect.closeTo(0.3, 12),
    wasted_audio_out: expect.closeTo(0.1, 12),
  });
});

const ms = fc.nat({ max: 60_000 });
const anyTurn = fc
  .record({
    asr: ms,
    planner: ms,
    tts: ms,
    untold: ms,
    wasted: ms,
    input: fc.nat(5000),
    output: fc.nat(500),
    version: fc.constantFrom('hosted-llm-1', 'local'),
    voice: fc.constantFrom('hosted-tts', 'tts@1'),
  })
  .map(({ asr, planner, tts, untold, wasted, input, output, version, voice }) => {
    const record = turn([work('asr', asr), work('planner', planner), work('tts', tts)], {
      ...answered(version, input, output),
      speculation: speculation({ wasted_compute_ms: wasted, wasted_audio_ms: wasted }),
    });
    const { cost, versions } = record;
    return {
      ...record,
      versions: { ...versions, tts: voice },
      cost: { ...cost, compute_ms: cost.compute_ms + untold },
    };
  });

test('parts are positive and add up to the total, whose lines are the bill', () => {
  fc.assert(
    fc.property(anyTurn, (record) => {
      const { total, parts } = priceTurn(record, card);
      expect(Object.values(parts).every((amount) => amount >= 0)).toBe(true);
      expect(Object.values(parts).reduce((sum, amount) => sum + amount, 0)).toBe(total);
      expect(turnCharges(record, card).reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(total, 10);
    }),
  );
});

test('twice the prices are twice the cost; half the utilization is twice the machine time’s', () => {
  const [box] = card.machines;
  const dear: PriceCard = {
    ...card,
    machines: [{ ...box!, hourly: 7.2 }],
    hosted: card.hosted.map((price) => ({
      ...price,
      per_million_input_tokens: 2 * price.per_million_input_tokens,
      per_million_output_tokens: 2 * price.per_million_output_tokens,
      per_audio_in_minute: 2 * price.per_audio_in_minute,
      per_audio_out_minute: 2 * price.per_audio_out_minute,
    })),
  };
  const idle: PriceCard = { ...card, machines: [{ ...box!, utilization: 0.5 }] };
  fc.assert(
    fc.property(anyTurn, (record) => {
      const { total, parts } = priceTurn(record, card);
      expect(priceTurn(record, dear).total).toBeCloseTo(2 * total, 10);
      const machine = (parts.machine ?? 0) + (parts.wasted_machine ?? 0);
      expect(priceTurn(record, idle).total).toBeCloseTo(total + machine, 10);
    }),
  );
});

test('more computing never costs less, and speculation in vain moves money without making any', () => {
  fc.assert(
    fc.property(anyTurn, ms, (record, more) => {
      const { cost } = record;
      const { total } = priceTurn(record, card);
      const busier = { ...record, cost: { ...cost, compute_ms: cost.compute_ms + more } };
      expect(priceTurn(busier, card).total).toBeGreaterThanOrEqual(total - 1e-12);
      const frugal = { ...record, speculation: speculation({}) };
      const partsOf = (of: TurnRecord) =>
        Object.entries(priceTurn(of, card).parts).reduce(
          (sum, [part, amount]) => sum + (/machine$/.test(part) ? amount : 0),
          0,
        );
      expect(partsOf(record)).toBeCloseTo(partsOf(frugal), 10);
      expect(Object.keys(priceTurn(frugal, card).parts).some(isWasted)).toBe(false);
    }),
  );
});
