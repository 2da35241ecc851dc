import { builtInBudgets } from '@cascade/budget';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeLoadTurn } from '../../test/made-load-turn.ts';
import { criteriaOf, judgeCriterion } from './criteria.ts';

const criteria = criteriaOf(builtInBudgets.profiles.default!);
const named = (name: string) => criteria.find((criterion) => criterion.name === name)!;

describe('what a number of sessions has to keep', () => {
  test('is every budget of the profile at its percentile, and answers', () => {
    expect(criteria.map(({ name }) => name)).toEqual([
      'client_buffering p95',
      'first_partial p95',
      'finalization p95',
      'planning p95',
      'first_audio_byte p95',
      'voice_to_voice p50',
      'voice_to_voice p95',
      'answer',
    ]);
  });

  test('a stage is judged by the turn records, voice-to-voice by the client, an answer by whether it came', () => {
    const turns = [
      madeLoadTurn({}, { planning: 900 }),
      madeLoadTurn({ voiceToVoiceMs: 5000, outcome: 'unanswered' }),
      madeLoadTurn({ facts: undefined }),
    ];
    expect(judgeCriterion(named('planning p95'), turns)).toMatchObject({
      over: 1,
      turns: 2,
      observed_ms: 860,
      kept: false,
    });
    expect(judgeCriterion(named('voice_to_voice p50'), turns)).toMatchObject({
      over: 1,
      turns: 3,
      observed_ms: 500,
      kept: true,
    });
    expect(judgeCriterion(named('voice_to_voice p95'), turns)).toMatchObject({ kept: false });
    expect(judgeCriterion(named('answer'), turns)).toMatchObject({ over: 1, kept: false, budget_ms: null });
  });

  test('a budget of a slice is about the turns of that slice', () => {
    const [sliced] = criteriaOf({
      name: 'x',
      budgets: [{ stage: 'planning', percentile: 95, slice: 'source:language-model', ms: 50 }],
    });
    expect(judgeCriterion(sliced!, [madeLoadTurn()])).toMatchObject({ turns: 0, observed_ms: null, kept: true });
  });

  test('is kept when no turn is over, and broken when all are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1700 }), { minLength: 1, maxLength: 50 }), (latencies) => {
        const turns = latencies.map((voiceToVoiceMs) => madeLoadTurn({ voiceToVoiceMs }));
        expect(judgeCriterion(named('voice_to_voice p95'), turns).kept).toBe(true);
        const slow = latencies.map((ms) => madeLoadTurn({ voiceToVoiceMs: ms + 1701 }));
        expect(judgeCriterion(named('voice_to_voice p95'), slow).kept).toBe(false);
      }),
    );
  });
});
