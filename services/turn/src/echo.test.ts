import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlayedWord, wordLikeness, wordsBeyondEcho } from './echo.ts';
import { type HeardWord, lettersOf } from './heard-words.ts';
import { defaultTurnNumbers } from './turn-numbers.ts';

const story =
  'The river begins high in the mountains, where the snow melts late. It passes three villages, turns a mill, and reaches the sea.';
const wordMs = 300;
const timed = (text: string, fromMs: number): PlayedWord[] =>
  lettersOf(text).map((letters, index) => ({ letters, atMs: fromMs + (index + 0.5) * wordMs }));
const played = timed(story, 0);
/** Heard from a word of the story on, so late. */
const own = (text: string, fromWord: number, lateMs = 150): string[] =>
  wordsBeyondEcho(timed(text, fromWord * wordMs + lateMs), played, defaultTurnNumbers).map(({ letters }) => letters);

describe('likeness of words', () => {
  it('is by letters and by sound', () => {
    expect(wordLikeness('river', 'river')).toBe(1);
    expect(wordLikeness('high', 'hi')).toBeGreaterThanOrEqual(0.9);
    expect(wordLikeness('where', 'were')).toBeGreaterThanOrEqual(0.7);
    expect(wordLikeness('melts', 'milts')).toBeGreaterThanOrEqual(0.7);
    expect(wordLikeness('river', 'timer')).toBeLessThan(0.7);
    expect(wordLikeness('no', 'mountains')).toBe(0);
  });

  it('is the same both ways, and between 0 and 1', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(word, word, (one, other) => {
        const like = wordLikeness(one, other);
        expect(like).toBeCloseTo(wordLikeness(other, one), 10);
        expect(like).toBeGreaterThanOrEqual(0);
        expect(like).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an echo', () => {
  it('is recognized when words are misheard, joined, parted, left out or cut off', () => {
    expect(own('high in the mountains where the snow', 3)).toEqual([]);
    expect(own('hi in the mountain were the snow milts', 3)).toEqual([]);
    expect(own('high in them mountains where the snow', 3)).toEqual([]);
    expect(own('snow melt slate it passes', 9)).toEqual([]);
    expect(own('it passes free villages turn amill and', 12)).toEqual([]);
    expect(own('high in mountains where snow', 3)).toEqual([]);
    expect(own('tains where the snow melts late it pas', 6)).toEqual([]);
  });

  it('leaves what the user says after it, before it and into it', () => {
    expect(own('the river begins tell me your name', 0)).toEqual(['tell', 'me', 'your', 'name']);
    expect(own('wait a second where the snow', 4)).toEqual(['wait', 'a', 'second']);
    expect(own('high in the stop mountains where', 3)).toEqual(['stop']);
  });

  it('may hold one word of nobody, but no command', () => {
    expect(own('high in the mountains banana', 3)).toEqual([]);
    expect(own('high in banana', 3)).toEqual(['banana']);
    expect(own('high in the mountains no', 3)).toEqual(['no']);
  });

  it('is none long before or after its words were played', () => {
    const words = ['passes', 'three', 'villages', 'turns'];
    expect(own('passes three villages turns', 13, 2500)).toEqual([]);
    expect(own('passes three villages turns', 13, 3800)).toEqual(words);
    expect(own('passes three villages turns', 13, -1200)).toEqual(words);
    // The user who takes up a word of what was said.
    expect(own('mountains', 6, 900)).toEqual([]);
    expect(own('mountains', 6, 1300)).toEqual(['mountains']);
  });

  it('is every part of what was played, however late within the limit, and nothing of it is the user’s', () => {
    fc.assert(
      fc.property(fc.nat(played.length - 1), fc.integer({ min: 1, max: 12 }), fc.nat(900), (first, count, lateMs) => {
        const heard: HeardWord[] = played
          .slice(first, first + count)
          .map(({ letters, atMs }) => ({ letters, atMs: atMs + lateMs }));
        expect(wordsBeyondEcho(heard, played, defaultTurnNumbers)).toEqual([]);
      }),
    );
  });

  it('never takes words away that are unlike all that was played, nor adds any', () => {
    const foreign = fc.array(fc.constantFrom('banana', 'stop', 'zebra', 'coffee', 'question'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(foreign, fc.nat(15), (words, at) => {
        expect(own(words.join(' '), at)).toEqual(words);
      }),
    );
  });
});
