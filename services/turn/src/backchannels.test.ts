import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfWords } from './backchannels.ts';
import { lettersOf } from './heard-words.ts';

const kindOf = (text: string, unfinished = false) => kindOfWords(lettersOf(text), unfinished);
const signs = [
  'Yeah.',
  'Mm-hmm.',
  'Uh-huh',
  'Right, right.',
  'Oh, I see.',
  'That makes sense.',
  'OK',
  "That's true.",
  'Hm',
];

describe('words said over a reply', () => {
  it('are backchannels when they only show attention, however many', () => {
    for (const text of [...signs, signs.join(' ')]) expect([text, kindOf(text)]).toEqual([text, 'backchannel']);
  });

  it('are a command when one asks for silence, also after signs of attention', () => {
    for (const text of [
      'Stop.',
      'Okay, stop!',
      'No no no',
      'Hold on a second',
      'That is enough',
      'Excuse me',
      'Yeah wait',
    ]) {
      expect([text, kindOf(text)]).toEqual([text, 'command']);
    }
  });

  it('are words when anything else is said', () => {
    for (const text of ['What time is it?', 'Yeah but why', 'If I may', 'See you', 'Right at the corner']) {
      expect([text, kindOf(text)]).toEqual([text, 'words']);
    }
  });

  it('are nothing yet while they are one or two that mean nothing by themselves', () => {
    for (const text of ['I', 'If I.', 'And all', 'Then']) expect([text, kindOf(text)]).toEqual([text, 'unclear']);
  });

  it('may still become a backchannel while more may follow', () => {
    expect(kindOf('I', true)).toBe('unclear');
    expect(kindOf('That makes', true)).toBe('unclear');
    expect(kindOf('I want', true)).toBe('words');
    expect(kindOf('Hold', true)).toBe('words');
  });

  it('are no backchannel any more with a word that is none among them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...signs), { maxLength: 3 }),
        fc.array(fc.constantFrom(...signs), { maxLength: 3 }),
        (one, other) => {
          expect(kindOf([...one, 'bananas', ...other].join(' '))).toBe('words');
        },
      ),
    );
  });
});
