import { readWav } from '@cascade/audio';
import { type ListeningVotes, listeningSetSchema, outputRateHz } from '@cascade/contracts';
import { describe, expect, test } from 'vitest';
import { parseListeningArguments } from './arguments.ts';
import { judgeVotes, preferenceText } from './judge-votes.ts';
import { makeSet } from './make-set.ts';
import { planTrials } from './plan-trials.ts';

const texts = Array.from({ length: 21 }, (_, index) => `Text ${index}.`);
/** The candidate is twice as loud and an octave higher. */
const say = async (system: 'baseline' | 'candidate') => {
  const [amplitude, hertz] = system === 'baseline' ? [0.1, 220] : [0.2, 440];
  return Float32Array.from(
    { length: outputRateHz / 10 },
    (_, at) => amplitude * Math.sin((2 * Math.PI * hertz * at) / outputRateHz),
  );
};
const options = { baseline: 'tts/a@1', candidate: 'tts/b@1', texts, seed: 'x', say };
const { set, key } = await makeSet(options);
const loudness = (wav: string) => {
  const { samples } = readWav(Buffer.from(wav, 'base64'));
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
};

describe('a set', () => {
  test('is drawn by its seed, with every text as a pair and one in seven as a check', () => {
    const planned = planTrials(texts, 'x');
    expect(planTrials(texts, 'x')).toEqual(planned);
    expect(planTrials(texts, 'y')).not.toEqual(planned);
    expect(
      planned
        .filter(({ kind }) => kind === 'pair')
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(texts.toSorted());
    expect(planned.filter(({ kind }) => kind === 'check')).toHaveLength(3);
    const left = planned.filter(({ a }) => a === 'candidate').length;
    expect(left).toBeGreaterThan(4);
    expect(left).toBeLessThan(17);
  });

  test('tells nobody which side is which, and plays both equally loud', () => {
    expect(listeningSetSchema.parse(set)).toEqual(set);
    expect(JSON.stringify(set).replaceAll(/"[ab]":"[^"]+"/g, '')).not.toMatch(/tts\/|candidate|baseline|spoiled|check/);
    for (const { id, a, b } of set.trials) {
      if (key.trials[id]!.kind === 'pair')
        expect(Math.abs(20 * Math.log10(loudness(a) / loudness(b)))).toBeLessThan(0.5);
      expect(a).not.toBe(b);
    }
  });
});

/** Somebody who always takes one system, and hears the checks or not. */
const listener = (name: string, system: 'baseline' | 'candidate' | 'none', hears = true): ListeningVotes => ({
  schema: 'cascade-preference-1',
  set: set.id,
  listener: name,
  votes: set.trials.map(({ id }) => {
    const { kind, a } = key.trials[id]!;
    const wanted = kind === 'check' ? (hears ? 'baseline' : 'spoiled') : system;
    return { trial: id, choice: wanted === 'none' ? 'none' : a === wanted ? 'a' : 'b' };
  }),
});

describe('votes', () => {
  test('are counted by system, whichever side it was on', () => {
    const report = judgeVotes(key, [listener('Ada', 'candidate'), listener('Bo', 'none')]);
    expect(report).toMatchObject({ share: 1, votes: { candidate: 21, baseline: 0, none: 21 } });
    expect(report.p).toBeCloseTo(2 ** -20, 8);
    expect(preferenceText(report)).toMatch(/tts\/b@1 against tts\/a@1: preferred in 100\.0 % of 21 votes/);
  });

  test('of whoever does not hear the checks do not count', () => {
    const report = judgeVotes(key, [listener('Ada', 'baseline'), listener('Cy', 'candidate', false)]);
    expect(report.votes).toEqual({ candidate: 0, baseline: 21, none: 0 });
    expect(report.listeners.map(({ counts }) => counts)).toEqual([true, false]);
  });

  test('on another set, given twice, or on no trial are refused', () => {
    const ada = listener('Ada', 'candidate');
    expect(() => judgeVotes(key, [{ ...ada, set: 'other' }])).toThrow(/are on the set other/);
    expect(() => judgeVotes(key, [ada, ada])).toThrow(/Ada is there twice/);
    const odd = { ...ada, votes: [{ trial: '999', choice: 'a' as const }] };
    expect(() => judgeVotes(key, [odd])).toThrow(/trial 999 is not in the set/);
  });
});

test.each([
  [[], 'make or judge?'],
  [['sing'], 'no command "sing"'],
  [['make'], '--candidate'],
  [['make', '--candidate', 'a', '--count', '0'], '--count takes'],
  [['judge', 'key.json'], 'at least one file of votes'],
])('%j is refused', (argv, message) => {
  expect(() => parseListeningArguments(argv)).toThrow(message);
});
