import { declaredEntries, Registry } from '@cascade/models';
import { describe, expect, it } from 'vitest';
import { evaluateGate, parseGate } from '../../evals/src/gate/index.ts';
import { madeClips, madeRun } from '../../evals/test/made-runs.ts';
import { releaseNotes } from './notes.ts';

const live = 'asr/moonshine-two-cuts@1';
const trap = 'asr/moonshine-early-exit-trap@1';
const gate = parseGate(`
gate: asr
resamples: 500
win: { metric: recognition_ms }
rules:
  - { metric: wer, area: quality, slices: [name, plain], min_samples: 20, max_regression: { absolute: 0.02 }, why: x }
`);
const run = (id: string, [name, plain]: [number, number], ms: number) =>
  madeRun(id, [
    ...madeClips('name', 30, () => name, ms),
    ...madeClips('plain', 300, (n) => (n % 10 < plain ? 1 : 0), ms),
  ]);

describe('release notes', () => {
  const runs = { baseline: run(live, [0, 0], 100), candidate: run(trap, [1, 1], 60) };
  const notes = releaseNotes({
    registry: new Registry(declaredEntries),
    candidate: trap,
    baseline: live,
    measured: { report: evaluateGate(gate, runs), runs },
  });

  it('say what changed, what it did by slice with intervals, and what to go back to', () => {
    expect(notes).toContain(`from ${live}: a mean log-probability of -0.4`);
    expect(notes).toContain('| settings.CASCADE_ASR_SURE_ENOUGH | default | -0.4 |');
    expect(notes).toContain('recognition_ms 100 ms → 60 ms (−40.0 %)');
    expect(notes).toContain('| name | wer | 30 | 0.0 % | 10.0 % | +10.0 points … +10.0 points |');
    expect(notes).toMatch(
      /## Rollback\n\nTo asr\/moonshine-two-cuts@1, which is live still[\s\S]*unset CASCADE_ASR_SURE_ENOUGH/,
    );
  });

  it('own up to what is worse, also where it is allowed', () => {
    const regressions = notes.slice(notes.indexOf('## Known regressions'), notes.indexOf('## Rollback'));
    expect(regressions).toMatch(/- name, wer: .*shown to be worse/);
    expect(regressions).toMatch(/- plain, wer: .*not shown to be worse/);
    expect(regressions).toContain('with these slices left on the baseline');
  });

  it('are not silent about what was not measured', () => {
    const silent = releaseNotes({
      registry: new Registry(declaredEntries),
      candidate: trap,
      baseline: live,
      measured: undefined,
    });
    expect(silent).toContain('Nothing was measured');
    expect(silent).toContain('Unknown without measurements.');
  });

  it('of a live entry go back to the one before', () => {
    let registry = new Registry(declaredEntries);
    const who = { by: 'Ada', why: 'a reason', atMs: 1_800_000_000_000 };
    for (const to of ['shadow', 'canary', 'live'] as const) {
      for (const event of registry.planStatus(trap, to, who)) registry = registry.with(event);
    }
    const text = releaseNotes({ registry, candidate: trap, baseline: live, measured: undefined });
    expect(text).toContain(
      `pnpm registry promote ${live} --to live --by NAME --why TEXT\nunset CASCADE_ASR_FINAL_FROM_PARTIAL`,
    );
  });
});
