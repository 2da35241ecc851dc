import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnownShortUtterance, judgeCompleteness } from './completeness.ts';

const verdicts = (texts: readonly string[]) =>
  Object.fromEntries(texts.map((text) => [text, judgeCompleteness(text).verdict]));
const all = (texts: readonly string[], verdict: string) => Object.fromEntries(texts.map((text) => [text, verdict]));

describe('completeness of a transcript', () => {
  it('believes whole questions', () => {
    const texts = [
      'What time is it in Denver?',
      "What's the weather like?",
      'Who is this for?',
      'Where are you from?',
      'Can I get a coffee, please?',
      'Is the garage door open?',
      'What is it about?',
    ];
    expect(verdicts(texts)).toEqual(all(texts, 'complete'));
  });

  it('believes known short answers', () => {
    const texts = [
      'Yes.',
      'No,',
      'yes please',
      'No, thank you.',
      'Okay.',
      'Today.',
      'Half an hour.',
      'Two people.',
      'Ten minutes',
      'In twenty minutes.',
      '2:30 PM',
      "At seven o'clock.",
      'Next Friday.',
      'An hour and a half.',
      'I don’t know.',
      '30 seconds',
      'Never mind.',
      'Nevermind',
    ];
    expect(verdicts(texts)).toEqual(all(texts, 'complete'));
  });

  it('believes known commands', () => {
    const texts = [
      'Stop.',
      'Cancel timer',
      'Pause the kitchen timer.',
      'Please cancel all my alarms',
      'Turn the lights on.',
      'Turn off all the lights',
      'Set a timer for 30 seconds',
      'Set an alarm for seven am',
      'What time is it',
    ];
    expect(verdicts(texts)).toEqual(all(texts, 'complete'));
  });

  it.each([
    ['Set a timer for', 'preposition'],
    ['The keys are in.', 'preposition'],
    ['I would like a', 'determiner'],
    ['and then we went because.', 'conjunction'],
    ['Acoustic corpus. Um,', 'hesitation'],
    ["Well, I'm", 'subject without a verb'],
    ['My number is five five five', 'number read in groups'],
    ['555 1234', 'number read in groups'],
    ['My name is J O', 'name being spelled'],
    ['My name is J-O-H.', 'name being spelled'],
    ['That is K.A.T.', 'name being spelled'],
    ['4111 1111 1111', 'number read in groups'],
    ['My code is four seven', 'number read in groups'],
    ['And so I wanted some -', 'breaks off'],
    ['I was thinking...', 'breaks off'],
  ])('sees that more is coming: %s', (text, reason) => {
    const judged = judgeCompleteness(text);
    expect(judged.verdict).toBe('open');
    expect(judged.reason).toContain(reason);
  });

  it('takes the second half of a verb for no preposition', () => {
    for (const text of ['Put it in.', 'Please turn it up.', 'Hold on.']) {
      expect(judgeCompleteness(text).verdict).not.toBe('open');
    }
  });

  it('takes a whole phone number, a year, the time and a set for what they are', () => {
    const texts = [
      'My number is 555 123 4567',
      '4111 1111 1111 1111.',
      'five five five one two three four five six seven',
    ];
    for (const text of texts) expect(judgeCompleteness(text).verdict).not.toBe('open');
    for (const text of ['It was in 1984.', 'At two p m.', 'Skip on T V.']) {
      expect(judgeCompleteness(text).verdict).not.toBe('open');
    }
  });

  it('believes other sentences a little, and what has no mark less', () => {
    expect(judgeCompleteness('I want a dark roast americano with sweetener.').verdict).toBe('likely');
    expect(judgeCompleteness('Turn the page!').verdict).toBe('likely');
    expect(judgeCompleteness('All right, we are done here,')).toEqual({
      verdict: 'unclear',
      reason: 'comma at the end',
    });
    expect(judgeCompleteness('something less clear')).toEqual({ verdict: 'unclear', reason: 'no mark at the end' });
    expect(judgeCompleteness('Paris.')).toEqual({ verdict: 'brief', reason: 'single word' });
    expect(judgeCompleteness('Set it to twenty.')).toEqual({ verdict: 'brief', reason: 'ends in a number' });
  });

  it('finds nothing in nothing', () => {
    for (const text of ['', '  ', '...', '?!', '—']) expect(judgeCompleteness(text).verdict).toBe('empty');
  });

  it('never shows words of the user in its reason, whatever they are', () => {
    const word = fc.stringMatching(/^[a-z]{5,9}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), fc.constantFrom('.', '?', ',', ''), (words, mark) => {
        const { reason } = judgeCompleteness(`${words.join(' ')}${mark}`);
        const reasons = judgeReasons();
        expect(reasons).toContain(reason);
      }),
    );
  });

  it('knows short utterances by the whole of them only', () => {
    expect(isKnownShortUtterance('Stop.')).toBe(true);
    expect(isKnownShortUtterance('Yes, please.')).toBe(true);
    expect(isKnownShortUtterance('Stop the world I want to get off')).toBe(false);
    expect(isKnownShortUtterance('')).toBe(false);
  });
});

function judgeReasons(): string[] {
  const endings = ['hesitation', 'determiner', 'conjunction', 'subject without a verb', 'preposition'];
  return [
    ...endings.map((ending) => `ends in a ${ending}`),
    'known short answer',
    'known short command',
    'whole question',
    'single word',
    'ends in a number',
    'ends like a sentence',
    'no mark at the end',
    'comma at the end',
  ];
}
