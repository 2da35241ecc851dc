import { builtInBudgets } from '@cascade/budget';
import { expect, test } from 'vitest';
import { madeLoadTurn } from '../../test/made-load-turn.ts';
import { criteriaOf } from './criteria.ts';
import { type GeneratorUse, generatorLimits } from './generator.ts';
import { htmlReport } from './html-report.ts';
import { findingsOf, type LoadResults, loadSchemaName, sessionOpenOf } from './results.ts';
import type { LoadEvent } from './run-load.ts';
import { isDisturbed, type StepResult, stepResultOf } from './step-result.ts';
import { textReport } from './text-report.ts';

const criteria = criteriaOf(builtInBudgets.profiles.default!);
const calm: GeneratorUse = {
  cpu_cores: 0.1,
  loop_utilization: 0.1,
  loop_delay_p99_ms: 2,
  late_p50_ms: 0,
  late_p99_ms: 3,
  late_max_ms: 9,
};
const verdict = {
  stage: 'planner',
  owner: 'queueing',
  team: 'dialogue',
  observed_ms: 900,
  budget_ms: 500,
  parts_ms: {},
  reason: 'x',
} as const;

interface MadeStep {
  readonly slow?: number;
  readonly generator?: Partial<GeneratorUse>;
  readonly events?: readonly LoadEvent[];
  readonly stealPercent?: number;
}

/** Fifty turns, of which some take too long to plan. */
function step(
  sessions: number,
  { slow = 0, generator = {}, events = [], stealPercent = 0 }: MadeStep = {},
): StepResult {
  const turns = Array.from({ length: 50 }, (_, number) => {
    const turn = madeLoadTurn(
      { number, voiceToVoiceMs: number < slow ? 1500 : 500 },
      { planning: number < slow ? 900 : 100 },
    );
    return number < slow && turn.facts
      ? { ...turn, facts: { ...turn.facts, verdicts: [{ ...verdict, budget: 'planning' as const }] } }
      : turn;
  });
  const window = { name: `${sessions} sessions`, sessions, fromMs: 0, toMs: 1000 };
  const machine = { stealPercent, foreignPercent: 0 };
  return stepResultOf(
    { window, turns, otherTurns: 0, events, generator: { ...calm, ...generator }, service: null, machine },
    criteria,
  );
}

const resultsOf = (curve: readonly StepResult[]): LoadResults => ({
  schema: loadSchemaName,
  started_at: '2024-05-01T10:00:00.000Z',
  mode: 'search',
  run: { url: null, profile: 'default', clips: '<3 clips>' },
  machine: { cores: 2, processor: 'x', memory_mb: 1, node: 'v24' },
  ...findingsOf(curve, 'seed'),
  curve,
  cold_start: null,
  session_open_ms: sessionOpenOf(curve),
  generator_limits: generatorLimits,
  comparison: null,
  wall_s: 1,
});

test('the stage that breaks first is named, with who owns the overrun, in words, as data and on the page', () => {
  const results = resultsOf([step(2), step(4), step(8, { slow: 20 }), step(5, { slow: 2 }), step(6, { slow: 5 })]);
  expect(results).toMatchObject({
    bottleneck_stage: 'planning',
    limited_by: 'service',
    bottleneck: { budget: 'planning p95', overrun: { stage: 'planner', owner: 'queueing' } },
  });
  expect(results.max_sessions).toBeGreaterThan(4);
  expect(results.max_sessions).toBeLessThan(6);
  expect(results.max_whole_sessions).toBe(Math.floor(results.max_sessions!));
  expect(results.capacity!.low).toBeLessThanOrEqual(results.max_sessions!);
  const text = textReport(results);
  expect(text).toContain('First to break: planning (planning p95, mostly planner: queueing (team dialogue)).');
  expect(text).toContain('broken');
  const page = htmlReport(results);
  expect(page).toContain('&#60;3 clips&#62;');
  expect(page).not.toMatch(/<script|src=|href=/);
  expect(page.match(/<svg/g)).toHaveLength(5);
});

test('a step that the generator could not keep up with is not held against the service, and it is said', () => {
  const limited = step(8, { slow: 40, generator: { late_p99_ms: 60 } });
  expect(limited).toMatchObject({ counted: false, generator_limited: true, kept: false });
  const results = resultsOf([step(2), step(4), limited]);
  expect(results).toMatchObject({ limited_by: 'generator', max_sessions: 4, bottleneck_stage: null });
  expect(textReport(results)).toContain('the GENERATOR is the bottleneck, not the service');
  expect(textReport(resultsOf([limited]))).toContain('Nothing can be said of the service');
});

test('a refused session breaks a step whatever its latencies, and the bottleneck is the gateway', () => {
  const refused: LoadEvent = { atMs: 1, kind: 'refused', what: 'too many sessions' };
  const broken = step(8, { events: [refused] });
  expect(broken.reasons).toEqual(['1 session was refused: too many sessions']);
  expect(resultsOf([step(2), step(4), broken])).toMatchObject({ max_sessions: 4, bottleneck_stage: 'gateway' });
});

test('nothing broken is a lower bound, and said to be one', () => {
  const results = resultsOf([step(2), step(4)]);
  expect(results).toMatchObject({ max_sessions: 4, limited_by: 'range', bottleneck: null });
  expect(textReport(results)).toContain('At least 4 sessions keep every budget');
});

test('turns that the generator was late with are left out, and too many of them are its problem', () => {
  const late = (count: number) => {
    const turns = Array.from({ length: 50 }, (_, number) =>
      madeLoadTurn({ number, voiceToVoiceMs: number < count ? 9000 : 500, generatorLateMs: number < count ? 90 : 0 }),
    );
    const window = { name: '2 sessions', sessions: 2, fromMs: 0, toMs: 1000 };
    return stepResultOf(
      {
        window,
        turns,
        otherTurns: 0,
        events: [],
        generator: calm,
        service: null,
        machine: { stealPercent: 0, foreignPercent: 0 },
      },
      criteria,
    );
  };
  expect(late(8)).toMatchObject({ turns: 42, generator_late_turns: 8, kept: true, counted: true });
  expect(late(12)).toMatchObject({ generator_limited: true, counted: false });
});

test('a disturbed machine is told of', () => {
  const disturbed = step(2, { stealPercent: 12 });
  expect(isDisturbed(disturbed)).toBe(true);
  expect(disturbed.doubts).toEqual(['12 % of the machine was stolen by the hypervisor']);
  expect(isDisturbed(step(2))).toBe(false);
});
