import {
  faultKinds,
  type OverrunOwner,
  overrunOwners,
  type StageName,
  stageNames,
  turnRecordSchema,
  turnVerdictSchema,
} from '@cascade/contracts';
import { exampleTurnRecord, faultedTurnRecord, type TurnStep, timedTurnRecord, turnSteps } from '@cascade/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetProfiles } from './profiles.ts';
import { defaultTeams } from './teams.ts';
import { verdictBudgets, verdictsOf } from './turn-verdicts.ts';

const budgetsMs = verdictBudgets(budgetProfiles.lead);
const judge = (record: Parameters<typeof verdictsOf>[0]) => verdictsOf(record, { budgetsMs });

describe('a turn within its budgets', () => {
  test('gets no verdict', () => {
    expect(judge(timedTurnRecord())).toEqual([]);
  });

  test('nor does one that the user stopped before it was due, or whose function the client runs', () => {
    const unheard = {
      ...timedTurnRecord(),
      heard_text: '',
      playback: { ...timedTurnRecord().playback, started_at_ms: null },
    };
    const response = { ...timedTurnRecord().response!, status: 'interrupted' as const };
    const stopped = [
      { at_ms: 200, kind: 'commit' as const, reason: '' },
      { at_ms: 400, kind: 'barge-in' as const, reason: '' },
    ];
    expect(judge({ ...unheard, voice_to_voice_ms: null, response, decisions: stopped })).toEqual([]);
    const late = stopped.map((decision) => (decision.kind === 'barge-in' ? { ...decision, at_ms: 5000 } : decision));
    expect(judge({ ...unheard, voice_to_voice_ms: null, response, decisions: late })).toMatchObject([
      { budget: 'answer', owner: 'failure' },
    ]);
    const call = { call_id: 'a', name: 'f', arguments: '{}', output: null };
    expect(judge({ ...unheard, voice_to_voice_ms: null, tool_calls: [call] })).toEqual([]);
  });
});

describe('an answer', () => {
  test.each([
    ['sound like speech of 900 ms was not heard by the detector', 'vad'],
    ['audio of 3000 ms has not gone on from the gateway', 'gateway'],
    ['the stage turn failed', 'turn'],
    ['the turn was not committed in 4000 ms', 'asr'],
  ])('to speech that was never a turn is missing: %s', (reason, stage) => {
    const lost = {
      ...timedTurnRecord(),
      final_transcript: '',
      heard_text: '',
      response: null,
      spans: [],
      stages_ms: {},
      voice_to_voice_ms: null,
      playback: { ...timedTurnRecord().playback, started_at_ms: null },
      decisions: [{ at_ms: 0, kind: 'ignore' as const, reason }],
    };
    expect(judge(lost)).toMatchObject([{ budget: 'answer', stage, owner: 'failure' }]);
  });

  const playback = { ...timedTurnRecord().playback, started_at_ms: null };
  const unheard = timedTurnRecord({}, { heard_text: '', playback, voice_to_voice_ms: null });
  const decided = (...kinds: ('commit' | 'respond' | 'reopen')[]) =>
    kinds.map((kind, index) => ({ at_ms: 100 * index, kind, reason: '' }));
  const response = timedTurnRecord().response!;

  test.each([
    ['asked for and not heard', { decisions: decided('commit', 'respond') }, 1],
    ['asked for, of which nothing is known', { decisions: decided('commit', 'respond'), response: null }, 1],
    ['never asked for: the client does that itself', { decisions: decided('commit'), response: null }, 0],
    ['taken back, as the user went on', { decisions: decided('commit', 'respond', 'reopen'), response: null }, 0],
    ['to no words', { decisions: decided('commit', 'respond'), final_transcript: '' }, 0],
    ['that is an apology', { response: { ...response, source: 'apology' as const } }, 1],
    [
      'to what could not be recognized',
      {
        final_transcript: '',
        decisions: [
          { at_ms: 9, kind: 'respond' as const, reason: 'the speech could not be recognized: asking for it again: r' },
        ],
      },
      1,
    ],
  ])('%s', (_, changes, verdicts) => {
    expect(judge({ ...unheard, ...changes })).toHaveLength(verdicts);
  });

  test('that stands out is the next stage’s, the error code’s or the broken one’s', () => {
    const decisions = decided('commit', 'respond');
    const until = (name: TurnStep) => {
      const end = unheard.spans.findIndex((span) => span.critical && span.name === name);
      return { ...unheard, decisions, spans: unheard.spans.slice(0, end + 1), stages_ms: {} };
    };
    const failed = (error_code: string) => ({ ...response, status: 'failed' as const, error_code });
    expect(judge(until('end-of-turn'))).toMatchObject([{ stage: 'planner', team: 'dialogue' }]);
    expect(judge(until('first-clause'))).toMatchObject([{ stage: 'tts' }]);
    expect(judge(until('first-audio'))).toMatchObject([{ stage: 'gateway' }]);
    expect(judge({ ...until('first-clause'), response: failed('planner_timeout') })).toMatchObject([
      { stage: 'planner' },
    ]);
    expect(judge({ ...until('first-clause'), response: failed('worker_lost') })).toMatchObject([{ stage: 'tts' }]);
    const faults = [
      { id: 'a', stage: 'planner' as const, kind: 'slow' as const },
      { id: 'b', stage: 'asr' as const, kind: 'drop' as const },
    ];
    expect(judge({ ...until('first-clause'), faults })).toMatchObject([{ stage: 'asr', owner: 'failure' }]);
  });
});

describe('each fault switch', () => {
  for (const stage of stageNames) {
    for (const kind of faultKinds) {
      test(`${kind} ${stage}: every verdict names it, and its owner`, () => {
        const record = faultedTurnRecord({ stage, kind });
        expect(turnRecordSchema.parse(record)).toEqual(record);
        const verdicts = judge(record);
        expect(verdicts.length).toBeGreaterThan(0);
        const owner = kind === 'slow' ? 'model-compute' : 'failure';
        for (const verdict of verdicts) {
          expect(verdict).toMatchObject({ stage, owner, team: defaultTeams[stage] });
          expect(turnVerdictSchema.parse(verdict)).toEqual(verdict);
        }
        expect(verdicts.some(({ budget }) => budget === (kind === 'slow' ? 'voice_to_voice' : 'answer'))).toBe(true);
      });
    }
  }
});

describe('what a verdict names', () => {
  const usualOf = (name: TurnStep) => turnSteps.find((step) => step.name === name)!.usual;

  test('is what is above its usual share, not what is largest', () => {
    // Recognition computes for most of the time, as it should; the silence waited for is what is long.
    const [verdict] = verdictsOf(timedTurnRecord({ pause: { waitMs: 190 }, final: { computeMs: 270 } }), {
      budgetsMs: { finalization: 450 },
    });
    expect(verdict).toMatchObject({ budget: 'finalization', stage: 'vad', owner: 'configured-wait' });
    expect(verdict?.parts_ms['model-compute']).toBeGreaterThan(verdict?.parts_ms['configured-wait'] ?? 0);
  });

  test('is an event loop that was late, where nothing else took the time', () => {
    const machine = { steal_percent: 0, event_loop_delay_p99_ms: 620 };
    const [verdict] = judge(timedTurnRecord({ 'first-audio': { waitMs: 600 } }, { machine }));
    expect(verdict).toMatchObject({ budget: 'first_audio_byte', stage: 'tts', owner: 'event-loop' });
    expect(verdict?.parts_ms['event-loop']).toBe(600);
  });

  test('is the team that was configured', () => {
    const [verdict] = verdictsOf(timedTurnRecord({ 'first-audio': { queueMs: 900 } }), {
      budgetsMs,
      teams: { tts: 'sound' },
    });
    expect(verdict).toMatchObject({ stage: 'tts', owner: 'queueing', team: 'sound' });
    expect(verdict?.reason).toMatch(
      /^First audio byte took 960 ms, 840 over its budget of 120: 900 ms of queueing in tts/,
    );
  });

  test('is computing in a typed turn, whose times count from the request', () => {
    const spans = [
      {
        ...exampleTurnRecord().spans[0]!,
        stage: 'planner' as const,
        name: 'first-token',
        start_ms: 0,
        end_ms: 800,
        compute_ms: 800,
        critical: false,
      },
    ];
    const typed = exampleTurnRecord({ spans, stages_ms: { planning: 800 }, voice_to_voice_ms: null });
    expect(judge(typed)).toMatchObject([
      { budget: 'planning', stage: 'planner', owner: 'model-compute', parts_ms: { 'model-compute': 800 } },
    ]);
  });

  const blamed: readonly (readonly [TurnStep, 'queueMs' | 'computeMs' | 'waitMs', StageName, OverrunOwner])[] = [
    ['client-buffering', 'waitMs', 'gateway', 'network-or-client'],
    ['pause', 'waitMs', 'vad', 'configured-wait'],
    ['final', 'queueMs', 'asr', 'queueing'],
    ['final', 'computeMs', 'asr', 'model-compute'],
    ['final', 'waitMs', 'asr', 'configured-wait'],
    ['end-of-turn', 'waitMs', 'turn', 'configured-wait'],
    ['end-of-turn', 'computeMs', 'turn', 'model-compute'],
    ['first-clause', 'queueMs', 'planner', 'queueing'],
    ['first-clause', 'computeMs', 'planner', 'model-compute'],
    ['first-audio', 'queueMs', 'tts', 'queueing'],
    ['first-audio', 'computeMs', 'tts', 'model-compute'],
  ];

  test('is a lone delay, whatever it is and however long', () => {
    const delay = fc.integer({ min: 600, max: 30_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...blamed),
        delay,
        fc.constantFrom(...Object.values(budgetProfiles)),
        (what, delayMs, profile) => {
          const [step, part, stage, owner] = what;
          const record = timedTurnRecord({ [step]: { [part]: usualOf(step)[part] + delayMs + 1200 } });
          const verdicts = verdictsOf(record, { budgetsMs: verdictBudgets(profile) });
          expect(verdicts.map((verdict) => verdict.budget)).toContain('voice_to_voice');
          for (const verdict of verdicts) expect(verdict).toMatchObject({ stage, owner });
        },
      ),
    );
  });

  test('comes with parts that add up to what was observed', () => {
    const ms = fc.integer({ min: 0, max: 2000 });
    const times = fc.record({ queueMs: ms, computeMs: ms, waitMs: ms }, { requiredKeys: [] });
    const steps = fc.record(Object.fromEntries(turnSteps.map(({ name }) => [name, times])), { requiredKeys: [] });
    const stages = fc.record({
      client_buffering: ms,
      first_partial: ms,
      finalization: ms,
      planning: ms,
      first_audio_byte: ms,
    });
    const fault = fc.option(
      fc.record({ stage: fc.constantFrom(...stageNames), startMs: fc.integer({ min: -2000, max: 3000 }), ms }),
    );
    fc.assert(
      fc.property(steps, stages, ms, fault, (slow, stages_ms, event_loop_delay_p99_ms, held) => {
        const base = timedTurnRecord(slow, { machine: { steal_percent: null, event_loop_delay_p99_ms } });
        const { stage, startMs, ms: length } = held ?? { stage: 'asr', startMs: 0, ms: 0 };
        const span = { ...base.spans[0]!, stage, name: 'fault', start_ms: startMs, end_ms: startMs + length };
        // The stages need not agree with the path: a record from elsewhere may hold anything.
        for (const verdict of judge({ ...base, stages_ms, spans: [...base.spans, span] })) {
          const parts = Object.values(verdict.parts_ms);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(verdict.observed_ms!, 6);
          expect(parts.every((part) => part > 0)).toBe(true);
          expect(overrunOwners).toContain(verdict.owner);
          expect(verdict.parts_ms[verdict.owner]).toBeGreaterThan(0);
          expect(verdict.observed_ms).toBeGreaterThan(verdict.budget_ms!);
        }
      }),
    );
  });
});
