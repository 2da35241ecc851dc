import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../call/reply.ts';
import { phases, planScenarios, type Scenario } from './plan.ts';
import { stories } from './stories.ts';
import { soundStartsAtMs } from './trigger.ts';

const story = stories[0]!;
const wordMs = 300;

/** Each word sounds for 250 ms. */
function replyWith(words: number): Reply {
  const timed = [...story.matchAll(/[\w’']+/g)].slice(0, words).map(({ index, 0: word }, order) => ({
    startChar: index,
    endChar: index + word.length,
    startMs: order * wordMs,
    endMs: order * wordMs + 250,
  }));
  const begun = { responseId: 'r', createdMs: 0, itemId: 'i', doneMs: undefined, status: undefined };
  return { ...begun, text: story, words: timed };
}
const whole = replyWith(100);
const scenario = (phase: Scenario['phase'], fraction: number): Scenario => ({
  ...planScenarios('trigger', stories.length)[0]!,
  phase,
  fraction,
});
const inReply = phases.filter((phase) => phase !== 'before-audio' && phase !== 'after-end');

describe('the moment of a sound', () => {
  test('lies within the reply, in every phase', () => {
    fc.assert(
      fc.property(fc.constantFrom(...inReply), fc.double({ min: 0, max: 0.999, noNaN: true }), (phase, fraction) => {
        const atMs = soundStartsAtMs(scenario(phase, fraction), whole, story)!;
        expect(atMs).toBeGreaterThan(0 - Number.EPSILON);
        expect(atMs).toBeLessThanOrEqual(whole.words.at(-1)!.endMs);
      }),
    );
  });

  test('is not known before the words are, and then stays', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...inReply),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 0, max: whole.words.length }),
        (phase, fraction, known) => {
          const atMs = soundStartsAtMs(scenario(phase, fraction), replyWith(known), story);
          if (atMs !== undefined) expect(atMs).toBe(soundStartsAtMs(scenario(phase, fraction), whole, story));
        },
      ),
    );
  });

  test('in the middle of a word is 125 ms after its beginning', () => {
    expect(soundStartsAtMs(scenario('middle-of-word', 0.5), whole, story)! % wordMs).toBe(125);
  });

  test('between clauses follows a word with punctuation', () => {
    const atMs = soundStartsAtMs(scenario('between-clauses', 0.4), whole, story)!;
    const before = whole.words.findLast(({ endMs }) => endMs <= atMs)!;
    expect(story.slice(before.endChar)).toMatch(/^[,.;]/);
  });

  test('in the middle of a clause follows a word without', () => {
    const atMs = soundStartsAtMs(scenario('middle-of-clause', 0.4), whole, story)!;
    const before = whole.words.findLast(({ endMs }) => endMs <= atMs)!;
    expect(story.slice(before.endChar)).toMatch(/^\s/);
  });

  test('in the last word is in the last word', () => {
    const last = whole.words.at(-1)!;
    expect(soundStartsAtMs(scenario('last-word', 0.4), whole, story)).toBe(last.startMs + 0.2 * 250);
  });
});

test('replies last 8 to 13 seconds, at two to three words a second', () => {
  for (const text of stories) {
    expect(text.split(' ').length).toBeGreaterThanOrEqual(24);
    expect(text.split(' ').length).toBeLessThanOrEqual(33);
  }
});
