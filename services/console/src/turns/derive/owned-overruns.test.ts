import type { TurnRecord } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { buildRecord, usualSteps, verdictOf } from '../harness/record-builder.ts';
import { mainOwner, ownedOverruns } from './owned-overruns.ts';

const slowPath = usualSteps.map((step) => (step.name === 'final' ? { ...step, queue: 700, compute: 300 } : step));
const withVerdicts = (...verdicts: ReturnType<typeof verdictOf>[]): TurnRecord => {
  const record = buildRecord({ path: slowPath });
  return { ...record, budget: { ...record.budget, verdicts } };
};

test('a verdict of the service is shown with stage, owner, team and reason', () => {
  expect(ownedOverruns(withVerdicts(verdictOf()))).toEqual([
    {
      budget: 'finalization',
      title: 'Finalization',
      overMs: 276,
      what: 'took 1,076 ms of 800 ms',
      stage: 'asr',
      owner: 'queueing',
      team: 'speech',
      reason: 'asr queued 700 of 1,076 ms.',
    },
  ]);
});

test('without a verdict the owner is found in the spans, and none is made up for the stage and the team', () => {
  expect(ownedOverruns(buildRecord({ path: slowPath }))).toEqual([
    expect.objectContaining({ owner: 'queueing', stage: undefined, team: undefined, overMs: 276 }),
  ]);
});

test('each budget is told once, whoever judged it', () => {
  const record = withVerdicts(verdictOf({ budget: 'voice_to_voice', observed_ms: 2000, budget_ms: 1700 }));
  expect(ownedOverruns(record).map(({ budget }) => budget)).toEqual(['voice_to_voice', 'finalization']);
});

test('a missing answer has no time, and outweighs every delay', () => {
  const answer = verdictOf({
    budget: 'answer',
    stage: 'planner',
    owner: 'failure',
    observed_ms: null,
    budget_ms: null,
  });
  const record = withVerdicts(verdictOf(), answer);
  expect(ownedOverruns(record)[1]).toMatchObject({ title: 'Answer', what: 'failed or missing', overMs: undefined });
  expect(mainOwner(record)).toBe('planner: failure');
});

test('the badge names the largest overrun, and there is none within budget', () => {
  const small = verdictOf({
    budget: 'planning',
    stage: 'planner',
    owner: 'model-compute',
    observed_ms: 510,
    budget_ms: 500,
  });
  expect(mainOwner(withVerdicts(small, verdictOf()))).toBe('asr: queueing');
  expect(mainOwner(buildRecord({ path: slowPath }))).toBe('finalization: queueing');
  expect(mainOwner(buildRecord())).toBeUndefined();
});
