import {
  budgetProfiles,
  builtInBudgets,
  type DeclaredProfile,
  defaultTeams,
  verdictBudgets,
  verdictsOf,
} from '@cascade/budget';
import { faultKinds, stageNames, type TurnRecord } from '@cascade/contracts';
import { faultedTurnRecord, timedTurnRecord } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import { madeTurns } from '../../test/made-turns.ts';
import { ReportCollector } from './collect-report.ts';
import { isExceeded } from './report.ts';

const lead = builtInBudgets.profiles.lead!;

function reportOf(records: readonly TurnRecord[], profile: DeclaredProfile = lead, worst = 5) {
  const collector = new ReportCollector({ profile, teams: defaultTeams, worst });
  for (const record of records) collector.add(record);
  return collector.report();
}

const named = (id: number, record: TurnRecord): TurnRecord => ({
  ...record,
  trace_id: `trace-${id}`,
  turn_id: `turn-${id}`,
});
const times = (count: number, record: TurnRecord) => Array.from({ length: count }, (_, id) => named(id, record));

describe('with a fault switch on, the report names its stage and owner', () => {
  const healthy = times(100, timedTurnRecord());

  test('and with none it names none', () => {
    const report = reportOf(healthy);
    expect(report.owners).toEqual([]);
    expect(report.worst).toEqual([]);
    expect(report.with_verdict.turns).toBe(0);
    expect(isExceeded(report)).toBe(false);
    expect(report.budgets.map(({ outcome }) => outcome)).not.toContain('unclear');
  });

  for (const stage of stageNames) {
    test.each(faultKinds)(`${stage} %s`, (kind) => {
      const report = reportOf([...healthy, ...times(20, faultedTurnRecord({ stage, kind }))]);
      const owner = kind === 'slow' ? 'model-compute' : 'failure';
      expect(report.owners.length).toBeGreaterThan(0);
      for (const count of report.owners)
        expect(count).toMatchObject({ stage, owner, team: defaultTeams[stage], turns: 20 });
      expect(report.with_verdict.turns).toBe(20);
      expect(report.worst[0]?.verdicts[0]).toMatchObject({ stage, owner });
      // A sixth of the turns 1.5 s slower: a budget of the 95th percentile is broken beyond chance.
      expect(isExceeded(report)).toBe(kind === 'slow');
    });
  }
});

describe('a declared budget', () => {
  const planning = (ms: number, slice?: string): DeclaredProfile => ({
    name: 'p',
    budgets: [{ stage: 'planning', percentile: 95, ms, ...(slice && { slice }) }],
  });
  const turns = (over: number, of: number) =>
    times(of, timedTurnRecord()).map((record, index) => ({
      ...record,
      stages_ms: { planning: index < over ? 900 : 10 },
    }));
  const outcome = (records: readonly TurnRecord[], profile: DeclaredProfile) =>
    reportOf(records, profile).budgets[0]?.outcome;

  test('is exceeded only when chance does not explain it', () => {
    expect(outcome(turns(0, 100), planning(500))).toBe('kept');
    expect(outcome(turns(7, 100), planning(500))).toBe('unclear');
    expect(outcome(turns(20, 100), planning(500))).toBe('exceeded');
    expect(outcome(turns(1, 1), planning(500))).toBe('unclear');
    expect(outcome([], planning(500))).toBe('no turns');
  });

  test('of a slice is for its turns alone', () => {
    const records = madeTurns(300);
    expect(outcome(records, planning(50, 'source:fast-path'))).toBe('kept');
    expect(outcome(records, planning(50, 'source:language-model'))).toBe('exceeded');
    expect(outcome(records, planning(50, 'source:apology'))).toBe('no turns');
  });
});

describe('slices and versions', () => {
  const report = reportOf(madeTurns(300));

  test('are shown where they part the turns', () => {
    const slices = report.slices.map(({ slice }) => slice);
    expect(slices).toEqual([
      'source:fast-path',
      'source:language-model',
      'device.kind:laptop',
      'device.kind:phone',
      'asr:recognizer@1',
      'asr:recognizer@2',
    ]);
    expect(report.slices[0]).toMatchObject({ turns: 200 });
  });

  test('of one stage stand side by side when several ran', () => {
    expect(report.comparisons.map(({ stage }) => stage)).toEqual(['asr']);
    const [first, second] = report.comparisons[0]!.versions;
    const p95 = (of: typeof first) =>
      of?.latencies.find(({ stage }) => stage === 'finalization')?.percentiles.p95.value;
    expect(p95(second)).toBeGreaterThan(2 * p95(first)!);
  });

  test('name the queue of the second recognizer as the owner', () => {
    expect(report.owners[0]).toMatchObject({
      stage: 'asr',
      owner: 'queueing',
      team: 'speech-recognition',
      budget: 'finalization',
    });
  });
});

test('an answer that was missing stays missing in a record without its words', () => {
  const unheard = { ...timedTurnRecord().playback, started_at_ms: null };
  const heard = timedTurnRecord({}, { heard_text: '', playback: unheard, voice_to_voice_ms: null });
  const verdicts = verdictsOf(heard, { budgetsMs: verdictBudgets(budgetProfiles.lead) });
  expect(verdicts).toMatchObject([{ budget: 'answer' }]);
  const redacted = { ...heard, final_transcript: '', budget: { ...heard.budget, verdicts } };
  expect(reportOf([redacted]).owners).toMatchObject([{ budget: 'answer', turns: 1 }]);
});

test('the worst are those without an answer, then those furthest over', () => {
  const slow = (delayMs: number) => faultedTurnRecord({ stage: 'tts', kind: 'slow', delayMs });
  const records = [
    slow(1000),
    timedTurnRecord(),
    slow(3000),
    faultedTurnRecord({ stage: 'tts', kind: 'drop' }),
    slow(2000),
  ];
  const { worst } = reportOf(
    records.map((record, id) => named(id, record)),
    lead,
    3,
  );
  expect(worst.map(({ trace_id }) => trace_id)).toEqual(['trace-3', 'trace-2', 'trace-4']);
  expect(worst[0]?.times_over).toBeNull();
});
