import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRecord, typedRecord, usualSteps, workOf } from '../harness/record-builder.ts';
import { overrunOwner } from './overrun-owner.ts';
import { budgetStageOrder } from './stages.ts';

const withStep = (name: string, parts: { queue?: number; compute?: number; wait?: number }) =>
  buildRecord({
    path: usualSteps.map((step) => (step.name === name ? { stage: step.stage, name, ...parts } : step)),
  });

test.each([
  ['finalization', withStep('final', { compute: 900 }), 'model compute'],
  ['finalization', withStep('final', { queue: 900, compute: 60 }), 'queueing'],
  ['finalization', withStep('pause', { wait: 900 }), 'configured wait'],
  ['finalization', withStep('client-buffering', { wait: 900 }), 'client or network'],
  ['planning', withStep('first-clause', { compute: 600 }), 'model compute'],
  ['first_audio_byte', withStep('first-audio', { queue: 500, compute: 40 }), 'queueing'],
])('%s: %#', (stage, record, owner) => {
  const owned = overrunOwner(record, stage)!;
  expect(owned.owner).toBe(owner);
  expect(owned.overMs).toBeGreaterThan(0);
});

test('client buffering belongs to the client or the network', () => {
  const record = buildRecord({ stages_ms: { client_buffering: 180 } });
  expect(overrunOwner(record, 'client_buffering')).toMatchObject({ owner: 'client or network', overMs: 30 });
});

test('waiting without a rule belongs to the event loop as far as its delay goes', () => {
  const late = { steal_percent: 0, event_loop_delay_p99_ms: 450 };
  const record = { ...withStep('first-audio', { compute: 40, wait: 460 }), machine: late };
  const { owner, partsMs } = overrunOwner(record, 'first_audio_byte')!;
  expect(owner).toBe('event loop');
  expect(partsMs).toMatchObject({ 'model compute': 40, 'event loop': 450, 'configured wait': 10 });
});

test('a late first partial is explained by the partials that ran before it', () => {
  const record = buildRecord({
    stages_ms: { client_buffering: 20, first_partial: 500 },
    spans: [workOf({ stage: 'asr', name: 'partial', startMs: -700, queue: 350, compute: 50 })],
  });
  const { owner, partsMs } = overrunOwner(record, 'first_partial')!;
  expect(owner).toBe('queueing');
  expect(partsMs).toEqual({
    'model compute': 50,
    queueing: 350,
    'configured wait': 80,
    'client or network': 17.6,
    'event loop': 2.4,
  });
});

test('a typed turn has owners too', () => {
  expect(overrunOwner(typedRecord(), 'first_audio_byte')).toMatchObject({ owner: 'model compute', overMs: 0 });
});

test('a stage that did not happen, or is none of the budget, has no owner', () => {
  expect(overrunOwner(typedRecord(), 'finalization')).toBeUndefined();
  expect(overrunOwner(buildRecord(), 'constructor')).toBeUndefined();
});

test('the parts add up to the time of the stage, whatever ran', () => {
  const ms = fc.integer({ min: 0, max: 1500 });
  const spans = fc.array(
    fc.record({
      stage: fc.constantFrom('vad', 'asr', 'turn', 'planner', 'tts', 'gateway'),
      name: fc.constantFrom('partial', 'final', 'clause'),
      startMs: fc.integer({ min: -3000, max: 3000 }),
      queue: ms,
      compute: ms,
      wait: ms,
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ms, ms, ms), { minLength: usualSteps.length, maxLength: usualSteps.length }),
      spans,
      fc.dictionary(fc.constantFrom(...budgetStageOrder), ms),
      ms,
      (times, work, stages, delayMs) => {
        const path = usualSteps.map(({ stage, name }, index) => {
          const [queue, compute, wait] = times[index]!;
          return { stage, name, queue, compute, wait };
        });
        const base = buildRecord({ path });
        const record = {
          ...base,
          stages_ms: { ...base.stages_ms, ...stages },
          spans: [...base.spans, ...work.map((span) => workOf({ ...span }))],
          machine: { steal_percent: null, event_loop_delay_p99_ms: delayMs },
        };
        for (const stage of budgetStageOrder) {
          const owned = overrunOwner(record, stage)!;
          const parts = Object.values(owned.partsMs);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(owned.observedMs, 6);
          expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
          expect(owned.partsMs[owned.owner]).toBe(Math.max(...parts));
        }
      },
    ),
  );
});
