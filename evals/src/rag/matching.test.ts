import { describe, expect, it } from 'vitest';
import { contentWords, holdsPhrase, missingEntities, statesFact } from './matching.ts';

describe('holdsPhrase', () => {
  it.each([
    ['what does the h x fourteen cost', 'HX-14'],
    ['What does the Hx14 cost?', 'HX-14'],
    ['the arden two hundred shows E 4', 'Arden 200'],
    ['The number is 555 0114.', '5550114'],
    ['It costs 6,480 dollars.', '6480'],
    ['open from eight to six', '8 to 6'],
    ['420 dollars for an Arden 200, 480 dollars for an Arden 300', '480'],
    ['turn it left, right, left', 'left, right, left'],
  ])('"%s" holds "%s"', (text, phrase) => expect(holdsPhrase(text, phrase)).toBe(true));

  it.each([
    ['within 18 days', '8 days'],
    ['the HX-40', 'HX-4'],
    ['the Ardent 200', 'Arden 200'],
    ['the Arden 2000', 'Arden 200'],
    ['', 'Arden 200'],
    ['anything', '…'],
  ])('"%s" does not hold "%s"', (text, phrase) => expect(holdsPhrase(text, phrase)).toBe(false));
});

it('takes one of several wordings, or a pattern over normalized words', () => {
  expect(statesFact('Nobody pays.', ['free', 'nobody pays'])).toBe(true);
  expect(statesFact('It is closed.', ['free', 'nobody pays'])).toBe(false);
  expect(statesFact('It takes fifty minutes.', '/(50|80) minutes/')).toBe(true);
  expect(statesFact('It takes twenty minutes.', '/(50|80) minutes/')).toBe(false);
});

it('names the entities that a text has lost', () => {
  expect(missingEntities('does the hx 14 fit the ardent 210', ['HX-14', 'Arden 200'])).toEqual(['Arden 200']);
});

it('leaves out words that bear no claim', () => {
  expect(contentWords('It is closed on Sundays.')).toEqual(['closed', 'sundays']);
});
