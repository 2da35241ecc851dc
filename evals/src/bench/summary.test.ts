import { budgetProfiles } from '@cascade/budget';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeInterruption, madeTurn } from '../../test/made-turn-result.ts';
import type { TurnResult } from './results.ts';
import { farFieldCommands, percentilesOf, type RunFacts, summarize } from './summary.ts';
import { judgeTargets } from './targets.ts';

const facts: RunFacts = { service: null, wallMs: 60_000, talkShare: null, degraded: [] };
const turns = (...delays: readonly number[]) => delays.map((voice_to_voice_ms) => madeTurn({ voice_to_voice_ms }));

describe('percentiles', () => {
  test('are interpolated, and null of nothing', () => {
    expect(percentilesOf([100, null, 200, 300])).toEqual({ p50: 200, p95: 290, n: 3 });
    expect(percentilesOf([null])).toEqual({ p50: null, p95: null, n: 0 });
  });

  test('p50 never above p95', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1 }), (values) => {
        const { p50, p95, n } = percentilesOf(values);
        return p50! <= p95! && n === values.length;
      }),
    );
  });
});

describe('a summary', () => {
  test('keeps turns without a latency out of the percentiles, and counts them', () => {
    const failed = madeTurn({ outcome: 'no-reply', voice_to_voice_ms: null, answer_source: null });
    const figures = summarize([...turns(300, 500), failed], [], facts);
    expect(figures).toMatchObject({
      voice_to_voice_ms: { p50: 400, p95: 490, n: 2 },
      turns: 3,
      answered: 2,
      outcomes: { answered: 2, 'no-reply': 1 },
      wall_s: 60,
    });
  });

  test('splits latencies by who made the answer', () => {
    const some = [...turns(300), madeTurn({ voice_to_voice_ms: 900, answer_source: 'llm' })];
    expect(summarize(some, [], facts).answer_source).toEqual({
      'fast-path': { voice_to_voice_ms: { p50: 300, p95: 300, n: 1 } },
      llm: { voice_to_voice_ms: { p50: 900, p95: 900, n: 1 } },
    });
  });

  test('shows undisturbed turns and interruptions apart', () => {
    const disturbed = madeTurn({ voice_to_voice_ms: 2000, undisturbed: false });
    const interruptions = [madeInterruption(), madeInterruption({ stop_latency_ms: 900, undisturbed: false })];
    const figures = summarize([...turns(300), disturbed], interruptions, facts);
    expect(figures.voice_to_voice_ms.n).toBe(2);
    expect(figures.undisturbed).toMatchObject({
      turns: 1,
      voice_to_voice_ms: { p50: 300, n: 1 },
      stop_latency_ms: { p95: 200, n: 1 },
    });
    expect(figures.stop_latency_ms.n).toBe(2);
  });

  test('early cutoffs are a share of the turns that could be said', () => {
    const some = [madeTurn({ early_cutoff: true }), madeTurn(), madeTurn({ outcome: 'failed' })];
    expect(summarize(some, [], facts).early_cutoff_rate).toBe(0.5);
    expect(summarize([], [], facts).early_cutoff_rate).toBeNull();
  });

  test('word errors weigh by words; far-field short commands have a row of their own', () => {
    const long = { substitutions: 0, deletions: 1, insertions: 0, reference_words: 15 };
    const far = madeTurn({ slices: ['noisy-or-farfield', 'short-command'] });
    const figures = summarize([far, madeTurn({ word_errors: long, slices: ['read', 'short-command'] })], [], facts);
    expect(figures.wer).toBe(0.1);
    expect(figures.wer_by_slice).toMatchObject({
      'short-command': { wer: 0.1, words: 20, clips: 2 },
      [farFieldCommands]: { wer: 0.2, words: 5, clips: 1 },
    });
    expect(summarize([madeTurn({ word_errors: null })], [], facts).wer).toBeNull();
  });

  test('adds up the ledger of what was done ahead', () => {
    const idle = { ...madeTurn().speculation!, used: 0, wasted_compute_ms: 90, saved_ms: 0 };
    const figures = summarize([madeTurn(), madeTurn({ speculation: idle })], [], facts);
    expect(figures.speculation).toMatchObject({
      attempts: 2,
      used: 1,
      used_compute_ms: 180,
      wasted_compute_ms: 100,
      wasted_compute_share: 0.3571,
      saved_ms: { p50: 80, n: 1 },
    });
  });

  test('judges both profiles by the 95th percentile of each stage', () => {
    const slow = madeTurn({ stages_ms: { ...madeTurn().stages_ms, finalization: 500 } });
    const { budgets } = summarize([slow, slow], [], facts);
    expect(budgets.default!.met).toBe(true);
    expect(budgets.lead).toMatchObject({
      met: false,
      stages: { finalization: { p95: 500, budget: 450, over: 2, met: false }, planning: { met: true } },
      voice_to_voice_ms: { p50: 400, p50_budget: budgetProfiles.lead.voiceToVoiceMs.p50, met: true },
    });
  });

  test('a budget is not met by a run in which nothing was answered', () => {
    expect(summarize([], [], facts).budgets.default!.met).toBe(false);
  });
});

describe('targets', () => {
  const judged = (sessions: number, some: readonly TurnResult[]) =>
    judgeTargets(sessions, summarize(some, [], facts), some);
  const named = (sessions: number, some: readonly TurnResult[], name: string) =>
    judged(sessions, some).find((target) => target.name === name);

  test('fast answers and those of a language model are judged by different figures', () => {
    const some = [...turns(450), madeTurn({ voice_to_voice_ms: 650, answer_source: 'llm' })];
    expect(named(1, some, 'voice-to-voice p50, fast path and retrieval')).toMatchObject({ measured: 450, met: true });
    expect(named(1, some, 'voice-to-voice p50, language model')).toMatchObject({
      measured: 650,
      wanted: 700,
      met: true,
    });
    const retrieved = madeTurn({ voice_to_voice_ms: 950, answer_source: 'retrieval' });
    expect(named(1, [...some, retrieved], 'voice-to-voice p95, fast path and retrieval')).toMatchObject({ met: false });
  });

  test('what was not measured is neither met nor missed', () => {
    expect(named(1, turns(450), 'voice-to-voice p50, language model')).toMatchObject({ measured: null, met: null });
    expect(named(1, turns(450), 'stop latency p95')).toMatchObject({ met: null });
  });

  test('the figure at the limit is met, shares are in percent', () => {
    const twenty = [madeTurn({ early_cutoff: true }), ...Array.from({ length: 19 }, () => madeTurn())];
    expect(named(1, twenty, 'early cutoffs')).toMatchObject({ measured: 5, wanted: 5, met: true });
    expect(named(1, turns(500), 'voice-to-voice p50, fast path and retrieval')).toMatchObject({ met: true });
  });

  test('eight sessions are judged by the default profile, two by nothing', () => {
    expect(named(8, turns(1600), 'voice-to-voice p95')).toMatchObject({ wanted: 1700, measured: 1600, met: true });
    expect(judged(2, turns(1600))).toEqual([]);
  });
});
