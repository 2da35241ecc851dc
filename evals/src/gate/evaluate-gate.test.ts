import { describe, expect, test } from 'vitest';
import { type MadeClip, madeClips, madeRun } from '../../test/made-runs.ts';
import { evaluateGate } from './evaluate-gate.ts';
import { parseGate } from './gate-schema.ts';
import { gateText } from './text-report.ts';

const rules = `
gate: asr
resamples: 1000
win: { metric: recognition_ms }
rules:
  - { metric: wer, area: quality, slices: [all], min_samples: 50, max_regression: { absolute: 0.01 }, why: average }
  - { metric: wer, area: quality, slices: [name, 'noise*'], min_samples: 20, max_regression: { absolute: 0 }, why: slices }
  - { metric: recognition_ms, area: latency, slices: [all], min_samples: 50, max_regression: { relative: 0.05 }, why: time }
cohorts:
  - { slices: [name], by: sessions with contacts }
`;
const gate = parseGate(rules);
const plain = (ms: number) => madeClips('plain', 300, (index) => (index % 10 === 0 ? 1 : 0), ms);
const noise = (ms: number) => madeClips('noise:10dB', 30, (index) => index % 2, ms);
const names = (ms: number, errors: number) => madeClips('name', 30, () => errors, ms);
const baseline = madeRun('asr/old@1', [...plain(100), ...noise(100), ...names(100, 0)]);
const judge = (clips: readonly MadeClip[], rule = gate) =>
  evaluateGate(rule, { baseline, candidate: madeRun('asr/new@1', clips) });

describe('the gate', () => {
  test('opens for a candidate that is faster and as good', () => {
    const report = judge([...plain(60), ...noise(60), ...names(60, 0)]);
    expect(report).toMatchObject({ pass: true, failing: [], insufficient: [], win: { baseline: 100, candidate: 60 } });
    expect(report.routing).toBeUndefined();
    expect(gateText(report)).toMatch(/^PASS {2}asr\/new@1 against asr\/old@1/);
  });

  test('names exactly the slice that is worse, although the average hides it, and what is left when it is routed away', () => {
    const report = judge([...plain(60), ...noise(60), ...names(60, 1)]);
    expect(report.pass).toBe(false);
    expect(report.failing).toMatchObject([
      { slice: 'name', metric: 'wer', baseline: 0, candidate: 0.1, interval: [0.1, 0.1] },
    ]);
    expect(report.routing).toMatchObject({
      passes: true,
      feasible: true,
      keepOnBaseline: [{ slice: 'name', clips: 30, by: 'sessions with contacts' }],
      win: { baseline: 100, candidate: 60, changePercent: expect.closeTo(-40) },
    });
    expect(report.routing?.candidateShare).toBeCloseTo(330 / 360);
    expect(gateText(report)).toContain('name (30 clips): sessions with contacts');
  });

  test('routing is not feasible by what nobody knows beforehand', () => {
    const worse = madeClips('noise:10dB', 30, () => 2, 60);
    const report = judge([...plain(60), ...worse, ...names(60, 0)]);
    expect(report.failing.map(({ slice }) => slice)).toEqual(['noise:10dB']);
    expect(report.routing).toMatchObject({ passes: true, feasible: false });
    expect(gateText(report)).toContain('pause or roll back');
  });

  test('no routing helps a candidate that is worse everywhere', () => {
    const worse = madeClips('plain', 300, () => 2, 60);
    const report = judge([...worse, ...noise(60), ...names(60, 0)]);
    expect(report.failing.map(({ slice }) => slice)).toEqual(['all']);
    expect(report.routing).toMatchObject({
      passes: false,
      feasible: false,
      remaining: [{ slice: 'all', outcome: 'fail' }],
    });
    expect(gateText(report)).toContain('No routing by slices lets it pass');
  });

  test('a slower candidate fails on latency', () => {
    const report = judge([...plain(120), ...noise(120), ...names(120, 0)]);
    expect(report.failing).toMatchObject([{ slice: 'all', metric: 'recognition_ms', baseline: 100, candidate: 120 }]);
  });

  test('too few recordings, a slice without clips and a metric that is not there are no pass', () => {
    const stricter = parseGate(
      rules.replace('min_samples: 20', 'min_samples: 31').replace("'noise*'", "'noise*', telephone") + '\n'.repeat(1),
    );
    const report = judge([...plain(60), ...noise(60), ...names(60, 0)], stricter);
    expect(report).toMatchObject({ pass: false, failing: [] });
    expect(report.insufficient.map(({ slice, reason }) => `${slice}: ${reason}`)).toEqual([
      'name: Not judged: 30 recordings of name, 31 are needed.',
      'noise:10dB: Not judged: 30 recordings of noise:10dB, 31 are needed.',
      'telephone: Not judged: 0 recordings of telephone, 31 are needed.',
    ]);
    const other = parseGate(
      rules.replace('metric: wer, area: quality, slices: [all]', 'metric: cer, area: quality, slices: [all]'),
    );
    expect(judge([...plain(60), ...noise(60), ...names(60, 0)], other).insufficient).toMatchObject([
      { metric: 'cer', reason: 'Not judged: the results have no metric cer.' },
    ]);
  });

  test('a limit holds whatever the baseline does, and safety has to be shown', () => {
    const rule = (more: string) =>
      parseGate(
        `${rules.slice(0, rules.indexOf('rules:'))}rules:\n  - { metric: wer, area: safety, slices: [all], min_samples: 50, why: x, ${more} }\n`,
      );
    const same = [...plain(100), ...noise(100), ...names(100, 0)];
    expect(judge(same, rule('limit: { at_most: 0.001 }')).failing[0]?.reason).toContain('at most 0.1 % is allowed');
    expect(judge(same, rule('limit: { at_most: 0.5 }')).pass).toBe(true);
    const slightly = [...madeClips('plain', 300, (index) => (index % 10 < 2 ? 1 : 0)), ...noise(100), ...names(100, 0)];
    expect(judge(slightly, rule('max_regression: { absolute: 0.01 }, burden: shown-safe')).failing).toHaveLength(1);
    expect(judge(slightly, rule('max_regression: { absolute: 0.01 }')).pass).toBe(true);
    expect(judge(slightly, rule('max_regression: { absolute: 0.05 }, burden: shown-safe')).pass).toBe(true);
  });

  test('refuses runs of different suites, and times of different machines', () => {
    const clips = [...plain(60), ...noise(60), ...names(60, 0)];
    const elsewhere = madeRun('asr/new@1', clips, { machine: 'another' });
    expect(evaluateGate(gate, { baseline, candidate: elsewhere }).insufficient).toMatchObject([
      { metric: 'recognition_ms', reason: 'Not judged: times of a machine and another do not compare.' },
    ]);
    const other = madeRun('asr/new@1', clips, { suite: { name: 'made', sha256: 'b'.repeat(64) } });
    expect(() => evaluateGate(gate, { baseline, candidate: other })).toThrow(/only the same suite compares/);
  });
});
