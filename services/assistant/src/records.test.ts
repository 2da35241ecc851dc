import { type Consent, defaultConsent, type TurnRecord } from '@cascade/contracts';
import { readPriceCard } from '@cascade/cost';
import type { SessionEvent } from '@cascade/gateway';
import { createRedactor } from '@cascade/telemetry';
import { exampleTurnRecord } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import { createRecords, type RecordRules, type RecordSinks } from './records.ts';
import { loadRecordRules } from './records-rules.ts';

const rules = await loadRecordRules({ budgets: '', priceCard: '' }, 'default');
const mail = 'ann@example.org';
const said = (consent: Consent) => exampleTurnRecord({ final_transcript: `write to ${mail}`, consent });

function bench(changes: Partial<RecordRules> = {}, sinks: Partial<RecordSinks> = {}) {
  const sent: SessionEvent[] = [];
  const seen: Record<'metrics' | 'traces' | 'store', TurnRecord[]> = { metrics: [], traces: [], store: [] };
  const ratings: string[] = [];
  const lines: object[] = [];
  const errors: object[] = [];
  const stored: (() => void)[] = [];
  const finish = createRecords(
    { ...rules, ...changes },
    {
      redactor: createRedactor(),
      metrics: {
        observeTurn: (record) => seen.metrics.push(record),
        countFeedback: (given) => ratings.push(given.rating),
      },
      logger: { info: (fields) => lines.push(fields), error: (fields) => errors.push(fields) },
      traces: { export: (record) => seen.traces.push(record) },
      store: {
        add(record, onStored) {
          seen.store.push(record);
          stored.push(onStored);
        },
      },
      ...sinks,
    },
  );
  const client = { send: (event: SessionEvent) => sent.push(event) };
  return { finish: (record: TurnRecord) => finish(record, client), sent, seen, lines, errors, stored, ratings };
}

const recordSent = (sent: readonly SessionEvent[]): TurnRecord => {
  const event = sent.find(({ type }) => type === 'turn-record');
  if (event?.type !== 'turn-record') throw new Error('no record was sent');
  return event.record;
};

test('what the user says of a turn later is kept with it, as far as they agreed, and counts no second turn', () => {
  const feedback = [
    { at: '2026-01-02T03:04:05Z', rating: 'bad', source: 'button', correction: `I said ${mail}` },
  ] as const;
  const { finish, sent, seen, lines, ratings } = bench();
  finish({ ...said({ telemetry: true, transcripts: true, audio_review: false }), feedback: [...feedback] });
  finish({ ...said(defaultConsent), feedback: [...feedback] });
  expect(ratings).toEqual(['bad', 'bad']);
  expect(seen.metrics).toEqual([]);
  expect(lines).toEqual([]);
  expect(seen.store.map((record) => record.feedback?.[0]?.correction)).toEqual(['I said [email]', null]);
  expect(seen.store[1]?.redacted).toContain('feedback');
  expect(recordSent(sent).feedback?.[0]?.correction).toBe(`I said ${mail}`);
});

describe('a finished record', () => {
  test('goes to its own client whole, judged and priced', () => {
    const { finish, sent } = bench();
    finish(said(defaultConsent));
    const record = recordSent(sent);
    expect(record.final_transcript).toBe(`write to ${mail}`);
    expect(record.budget.verdicts).toMatchObject([{ budget: 'finalization', stage: 'turn', team: 'conversation' }]);
    expect(record.cost.price?.card).toBe('example prices (2026-01-01)');
    expect(record.faults).toBeUndefined();
  });

  test('is seen by others as far as its user agreed to, without what identifies people', () => {
    const agreed = bench();
    agreed.finish(said({ telemetry: true, transcripts: true, audio_review: false }));
    for (const [record] of Object.values(agreed.seen)) expect(record?.final_transcript).toBe('write to [email]');
    const usual = bench();
    usual.finish(said(defaultConsent));
    for (const [record] of Object.values(usual.seen)) expect(record?.final_transcript).toBe('');
    expect(JSON.stringify([agreed.lines, usual.lines])).not.toContain('write');
    expect(usual.lines).toMatchObject([{ verdicts: [{ broken: 'finalization', stage: 'turn' }] }]);
    const refused = bench();
    refused.finish(said({ ...defaultConsent, telemetry: false }));
    expect(refused.seen).toEqual({ metrics: [], traces: [], store: [] });
    expect(refused.lines).toEqual([]);
    expect(refused.sent).toHaveLength(1);
  });

  test('is acknowledged to its client when it is stored, not before', () => {
    const { finish, sent, stored } = bench();
    const record = said(defaultConsent);
    finish(record);
    expect(sent.map(({ type }) => type)).toEqual(['turn-record']);
    stored[0]?.();
    expect(sent[1]).toEqual({ type: 'turn-stored', turnId: record.turn_id, traceId: record.trace_id });
  });

  test('that cannot be handed on costs a line in the log, and no conversation', () => {
    const broken = {
      export() {
        throw new Error('out of order');
      },
    };
    const { finish, sent, errors } = bench({}, { traces: broken });
    const record = said(defaultConsent);
    finish(record);
    expect(sent.map(({ type }) => type)).toEqual(['turn-record']);
    expect(errors).toMatchObject([{ trace_id: record.trace_id, err: { message: 'out of order' } }]);
  });

  test('has the fault switches that touched it, before it is judged', () => {
    const faults = [{ id: 'fault-1', stage: 'tts', kind: 'drop' } as const];
    const { finish, sent, seen } = bench({ faultsOf: () => faults });
    finish(
      exampleTurnRecord({
        heard_text: '',
        voice_to_voice_ms: null,
        playback: { ...exampleTurnRecord().playback, started_at_ms: null, played_ms: 0 },
      }),
    );
    expect(recordSent(sent).faults).toEqual(faults);
    expect(seen.store[0]?.faults).toEqual(faults);
    const answer = recordSent(sent).budget.verdicts?.find(({ budget }) => budget === 'answer');
    expect(answer).toMatchObject({ stage: 'tts', owner: 'failure' });
  });
});

describe('rules', () => {
  test('the profile judges turns by its stages, verdicts by voice-to-voice too', async () => {
    const { profile, budgetsMs, priceCard } = await loadRecordRules({ budgets: '', priceCard: '' }, 'lead');
    expect(profile).toMatchObject({ name: 'lead', budgetsMs: { finalization: 450 } });
    expect(profile.budgetsMs).not.toHaveProperty('voice_to_voice');
    expect(budgetsMs.voice_to_voice).toBe(900);
    expect(priceCard).toEqual(readPriceCard());
  });

  test('what is not there is named', async () => {
    const load = (budgets: string, priceCard: string, profile: string) =>
      loadRecordRules({ budgets, priceCard }, profile);
    await expect(load('', '', 'best')).rejects.toThrow(/CASCADE_BUDGET_PROFILE.*"best".*default, lead/);
    await expect(load('', '', 'toString')).rejects.toMatchObject({ code: 'invalid_config' });
    await expect(load('none.yaml', '', 'default')).rejects.toThrow(/none\.yaml/);
    await expect(load('', 'none.yaml', 'default')).rejects.toThrow(/none\.yaml/);
  });
});
