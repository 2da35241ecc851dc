import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtInBudgets, loadBudgetDeclaration, parseBudgetDeclaration, turnBudgetsOf } from './declared-budgets.ts';
import { budgetProfiles } from './profiles.ts';
import { verdictBudgets } from './turn-verdicts.ts';

describe('the built-in profiles as declarations', () => {
  test('judge a turn by the figures that they are', () => {
    for (const profile of Object.values(budgetProfiles)) {
      expect(turnBudgetsOf(builtInBudgets.profiles[profile.name]!)).toEqual(verdictBudgets(profile));
    }
  });

  test('lead has its median of finalization', () => {
    expect(builtInBudgets.profiles.lead?.budgets).toContainEqual({ stage: 'finalization', percentile: 50, ms: 250 });
  });
});

describe('a file of budgets', () => {
  test('adds profiles to the built-in ones and teams to the usual ones', () => {
    const text = `
teams: { asr: recognition }
profiles:
  strict:
    budgets:
      - { stage: planning, percentile: 99, ms: 900 }
      - { stage: planning, percentile: 50, ms: 100 }
      - { stage: planning, percentile: 95, slice: "source:fast-path", ms: 20 }
`;
    const declaration = parseBudgetDeclaration(text, 'b.yaml');
    expect(Object.keys(declaration.profiles)).toEqual(['default', 'lead', 'strict']);
    expect(declaration.teams).toMatchObject({ asr: 'recognition', tts: 'voice' });
    expect(turnBudgetsOf(declaration.profiles.strict!)).toEqual({ planning: 900 });
  });

  test('may be JSON', () => {
    const text = '{"profiles": {"a": {"budgets": [{"stage": "planning", "percentile": 50, "ms": 100}]}}}';
    expect(parseBudgetDeclaration(text, 'b.json').profiles.a?.budgets).toHaveLength(1);
  });

  const budget = (fields: string) => `profiles: { a: { budgets: [ { ${fields} } ] } }`;
  test.each([
    [
      budget('stage: planing, percentile: 95, ms: 1'),
      /^b\.yaml: \$\.profiles\.a\.budgets\[0\]\.stage: expected "client_buffering" or .* found the string "planing"$/,
    ],
    [
      budget('stage: planning, percentile: 100, ms: 1'),
      /percentile: expected a number below 100, found the number 100$/,
    ],
    [budget('stage: planning, percentile: 95, ms: -1'), /ms: expected a number above 0, found the number -1$/],
    [budget('stage: planning, percentile: 95, ms: 1, per: x'), /expected no key "per"/],
    [
      budget('stage: planning, percentile: 95, ms: 1, slice: loud'),
      /slice: expected KIND:VALUE, as .* found the string "loud"$/,
    ],
    ['profiles: { a: { budgets: [] } }', /budgets: expected .* at least 1/],
    ['teams: { vda: x }\nprofiles: {}', /\$\.teams: expected no key "vda"/],
    ['profiles: {\n', /expected YAML or JSON/],
    ['a: 1\na: 2', /expected YAML or JSON, found .*unique/],
    [
      'profiles: { a: { budgets: [ { stage: planning, percentile: 95, ms: 1 }, { stage: planning, percentile: 95, ms: 2 } ] } }',
      /budgets\[1\]: expected each stage, percentile and slice once, found the same again$/,
    ],
  ])('%s says where it is wrong and what belongs there', (text, message) => {
    expect(() => parseBudgetDeclaration(text, 'b.yaml')).toThrow(message);
  });

  test('that is not there is named', async () => {
    await expect(loadBudgetDeclaration('/nowhere/b.yaml')).rejects.toThrow('/nowhere/b.yaml: cannot be read (ENOENT).');
  });

  test('the example of the repository says what the built-in profiles say', async () => {
    const file = fileURLToPath(new URL('../../../deploy/budgets.yaml', import.meta.url));
    const { profiles, teams } = await loadBudgetDeclaration(file);
    const { default: standard, lead } = profiles;
    expect({ standard, lead, teams }).toEqual({
      standard: builtInBudgets.profiles.default,
      lead: builtInBudgets.profiles.lead,
      teams: builtInBudgets.teams,
    });
    expect(profiles['by-source']?.budgets.some(({ slice }) => slice === 'source:fast-path')).toBe(true);
  });
});
