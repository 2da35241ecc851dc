import { budgetStages } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { budgetViolations } from './budget-violations.ts';
import { budgetProfiles, isBudgetProfileName, judgeTurn } from './profiles.ts';

describe('budget profiles', () => {
  it('give every budget stage a budget and nothing else', () => {
    for (const profile of Object.values(budgetProfiles)) {
      expect(Object.keys(profile.budgetsMs)).toEqual([...budgetStages]);
    }
  });

  it('are known by their own names only', () => {
    expect(isBudgetProfileName('lead')).toBe(true);
    expect(isBudgetProfileName('toString')).toBe(false);
    for (const [name, profile] of Object.entries(budgetProfiles)) expect(profile.name).toBe(name);
  });

  it('the default blocks for 1,700 ms after the last word: finalization, planning, first audio byte', () => {
    const { finalization, planning, first_audio_byte } = budgetProfiles.default.budgetsMs;
    expect(finalization + planning + first_audio_byte).toBe(budgetProfiles.default.voiceToVoiceMs.p50);
  });
});

describe('judgeTurn', () => {
  const stages = { client_buffering: 61, finalization: 450, planning: 250.5, unknown: 9999 };

  it('gives the verdict that the check of a file gives', () => {
    const verdict = judgeTurn(stages, budgetProfiles.lead);
    expect(verdict).toEqual({
      profile: 'lead',
      budgets_ms: budgetProfiles.lead.budgetsMs,
      violations: { client_buffering: 61, planning: 250.5 },
    });
    const [fromFile] = budgetViolations([{ trace_id: 'a', stages_ms: stages }], budgetProfiles.lead.budgetsMs);
    expect(verdict.violations).toEqual(fromFile?.violations);
  });

  it('finds nothing in a turn without stages, and shares nothing with the profile', () => {
    const verdict = judgeTurn({}, budgetProfiles.default);
    expect(verdict.violations).toEqual({});
    expect(verdict.budgets_ms).not.toBe(budgetProfiles.default.budgetsMs);
  });
});
