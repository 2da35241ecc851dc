import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lettersOf } from './heard-words.ts';
import { endOfHeard, textFrom } from './resume.ts';

const clauses = ['There are two boats, ', 'at nine and at noon. ', 'The “Swallow” doesn’t run on Sundays.'];
const text = clauses.join('');
const restAfter = (heardText: string) => textFrom(clauses, endOfHeard(text, heardText));

describe('the rest of a reply', () => {
  it('begins with the first word that was not heard', () => {
    expect(restAfter('There are two boats, at nine and')).toBe('at noon. The “Swallow” doesn’t run on Sundays.');
    expect(restAfter('There are two boats, at nine and at noon. The “Swallow” doesn’t')).toBe('run on Sundays.');
  });

  it('begins with the clause of which at most two words were heard, and with the reply when nothing was', () => {
    expect(restAfter('There are two boats, at nine')).toBe(
      'at nine and at noon. The “Swallow” doesn’t run on Sundays.',
    );
    expect(restAfter('There')).toBe(text);
    expect(restAfter('')).toBe(text);
  });

  it('is empty once all was heard', () => {
    expect(restAfter(text)).toBe('');
    expect(restAfter('There are two boats, at nine and at noon. The Swallow doesn’t run on Sundays')).toBe('');
  });

  it('passes over a clause that could not be spoken, when what follows it was heard', () => {
    expect(restAfter('There are two boats, The “Swallow” doesn’t')).toBe('run on Sundays.');
  });

  it('holds every word that was not heard, and repeats two at most', () => {
    const words = fc.array(fc.constantFrom('a', 'river', 'is', 'the', 'sea,', 'snow.', 'don’t'), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(words, fc.nat(12), (said, heard) => {
        const whole = said.join(' ');
        const rest = lettersOf(textFrom([whole], endOfHeard(whole, said.slice(0, heard).join(' '))));
        const unheard = said.slice(heard).flatMap(lettersOf);
        expect(rest.slice(rest.length - unheard.length)).toEqual(unheard);
        expect(rest.length - unheard.length).toBeLessThanOrEqual(unheard.length === 0 ? 0 : 2);
      }),
    );
  });
});
