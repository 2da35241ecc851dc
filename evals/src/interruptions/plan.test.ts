import { expect, test } from 'vitest';
import { defaultCounts, kinds, phases, planScenarios, trueKinds } from './plan.ts';

const stories = 10;
const plan = planScenarios('cascade', stories);

test('a run has at least two hundred interruptions within replies, each with an id of its own', () => {
  const within = plan.filter(({ phase }) => phase !== 'after-end');
  expect(within.length).toBeGreaterThanOrEqual(200);
  expect(new Set(plan.map(({ id }) => id)).size).toBe(plan.length);
  // One failure in a hundred must be told from two.
  expect(plan.filter(({ kind, phase }) => trueKinds.has(kind) && phase !== 'after-end').length).toBeGreaterThan(100);
});

test('each kind that has phases meets every phase at every level', () => {
  for (const kind of kinds.filter((one) => !/^echo-\d/.test(one))) {
    const met = new Set(plan.filter((one) => one.kind === kind).map(({ phase, levelDbfs }) => `${phase} ${levelDbfs}`));
    expect(met.size).toBe(phases.length * 3);
  }
});

test('a scenario depends on the seed and its id only, not on how many others there are', () => {
  const fewer = planScenarios('cascade', stories, { ...defaultCounts, human: 24, noise: 24 });
  const ofId = new Map(plan.map((scenario) => [scenario.id, scenario]));
  for (const scenario of fewer) expect(scenario).toEqual(ofId.get(scenario.id));
  expect(planScenarios('other', stories)).not.toEqual(plan);
});

test('the first dozen has every kind', () => {
  expect(new Set(plan.slice(0, 16).map(({ kind }) => kind)).size).toBe(kinds.length);
});

test('echoes are heard 20 to 120 ms later, at the level of their name', () => {
  for (const { kind, echo } of plan) {
    const gains = { 'echo-20': [-20], 'echo-10': [-10], 'echo-and-speech': [-20, -10] }[kind as string];
    expect(echo !== undefined).toBe(gains !== undefined);
    if (!echo) continue;
    expect(gains).toContain(echo.gainDb);
    expect(echo.delayMs).toBeGreaterThanOrEqual(20);
    expect(echo.delayMs).toBeLessThanOrEqual(120);
  }
});
