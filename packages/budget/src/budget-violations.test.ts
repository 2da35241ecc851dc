import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetRecord, budgetViolations } from './budget-violations.ts';

/** The lab's Python, line by line, on maps: no prototype, no inherited key. */
function labViolations(
  records: readonly (readonly [string, ReadonlyMap<string, number>])[],
  budgets: ReadonlyMap<string, number>,
) {
  const violations: { trace_id: string; violations: [string, number][] }[] = [];
  for (const [trace_id, stages] of records) {
    const bad: [string, number][] = [];
    for (const [name, value] of stages) {
      if (budgets.has(name) && value > (budgets.get(name) as number)) bad.push([name, value]);
    }
    if (bad.length > 0) violations.push({ trace_id, violations: bad });
  }
  return violations;
}

describe('budgetViolations', () => {
  const budgets = { first_partial: 300, planning: 500 };

  it('reports a stage whose value is greater than its budget, and no stage that equals it', () => {
    const records = [
      { trace_id: 'equal', stages_ms: { planning: 500 } },
      { trace_id: 'over', stages_ms: { planning: 500.001, first_partial: 300 } },
      { trace_id: 'under', stages_ms: { planning: 0 } },
    ];
    expect(budgetViolations(records, budgets)).toEqual([{ trace_id: 'over', violations: { planning: 500.001 } }]);
  });

  it('ignores missing stages, stages without a budget and records without stages', () => {
    const records = [{ trace_id: 'a' }, { trace_id: 'b', stages_ms: {} }, { trace_id: 'c', stages_ms: { tts: 9e9 } }];
    expect(budgetViolations(records, budgets)).toEqual([]);
    expect(budgetViolations([], budgets)).toEqual([]);
    expect(budgetViolations([{ trace_id: 'd', stages_ms: { planning: 900 } }], {})).toEqual([]);
  });

  it('keeps the order of records and of stages, and reports one trace id as often as it occurs', () => {
    const records = [
      { trace_id: 'b', stages_ms: { planning: 600, first_partial: 400 } },
      { trace_id: 'a', stages_ms: { first_partial: 400, planning: 600 } },
      { trace_id: 'b', stages_ms: { planning: 700 } },
    ];
    const found = budgetViolations(records, budgets);
    expect(found.map(({ trace_id, violations }) => [trace_id, ...Object.keys(violations)])).toEqual([
      ['b', 'planning', 'first_partial'],
      ['a', 'first_partial', 'planning'],
      ['b', 'planning'],
    ]);
  });

  it('treats names that every object inherits as ordinary stages', () => {
    const records: BudgetRecord[] = [
      JSON.parse('{"trace_id":"a","stages_ms":{"constructor":9,"__proto__":9,"toString":9}}'),
    ];
    expect(budgetViolations(records, budgets)).toEqual([]);
    const budgeted = JSON.parse('{"__proto__":5,"toString":9}');
    const found = budgetViolations(records, budgeted);
    expect(JSON.stringify(found)).toBe('[{"trace_id":"a","violations":{"__proto__":9}}]');
  });

  it('does not count stages that a record inherits', () => {
    const inherited = Object.create({ planning: 900 });
    expect(budgetViolations([{ trace_id: 'a', stages_ms: inherited }], budgets)).toEqual([]);
  });

  it('lets what is malformed violate nothing instead of throwing', () => {
    const malformed = [
      null,
      'text',
      {},
      { trace_id: 'a', stages_ms: null },
      { trace_id: 'b', stages_ms: [900] },
      { trace_id: 'c', stages_ms: { planning: '900', first_partial: null } },
      { trace_id: 'd', stages_ms: { planning: Number.NaN } },
    ];
    expect(budgetViolations(malformed as unknown[] as BudgetRecord[], budgets)).toEqual([]);
  });

  it('changes neither argument', () => {
    const records = Object.freeze([Object.freeze({ trace_id: 'a', stages_ms: Object.freeze({ planning: 900 }) })]);
    expect(budgetViolations(records, Object.freeze(budgets))).toHaveLength(1);
  });

  it('finds what the lab finds', () => {
    const stageName = fc.constantFrom('first_partial', 'planning', 'tts', 'constructor', '__proto__', 'hasOwnProperty');
    const latency = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true }));
    const stages = fc.array(fc.tuple(stageName, latency)).map((entries) => new Map(entries));
    const toObject = (map: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries(map);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), stages)), stages, (records, budgetsMs) => {
        const found = budgetViolations(
          records.map(([trace_id, map]) => ({ trace_id, stages_ms: toObject(map) })),
          toObject(budgetsMs),
        );
        const asEntries = found.map((one) => ({ ...one, violations: Object.entries(one.violations) }));
        expect(asEntries).toEqual(labViolations(records, budgetsMs));
      }),
    );
  });
});
