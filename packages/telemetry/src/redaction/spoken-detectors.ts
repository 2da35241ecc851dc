/** What the same things look like when they were said aloud and a recognizer wrote them down in words. */
import type { Stretch } from './stretch.ts';

const digitWord = '(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|\\d)';
/** "double five", "triple zero". */
const digitGroup = `(?:(?:double|triple)\\s+)?${digitWord}`;
/** What is said between groups. */
const gap = '[\\s,.-]+(?:dash\\s+|hyphen\\s+|and\\s+)?';
/** Seven digits are a telephone number; nobody counts that far in one breath. */
const digitRun = new RegExp(`\\b${digitGroup}(?:${gap}${digitGroup}){6,}\\b`, 'giu');

const counting = /^(?:one|1)\W+(?:two|2)\W+(?:three|3)\W+(?:four|4)\W+(?:five|5)\W+(?:six|6)\W+(?:seven|7)/iu;

export function spokenDigitRuns(text: string): Stretch[] {
  return stretches(text, digitRun).filter(({ start, end }) => !counting.test(text.slice(start, end)));
}

const domains = 'com|org|net|edu|gov|io|co|dev|de|uk|fr|us|info|mail';
const emailRun = new RegExp(
  `(?:[\\p{L}\\p{N}_-]+\\s+(?:dot|underscore|dash|hyphen)\\s+)*[\\p{L}\\p{N}_.-]+\\s+at\\s+[\\p{L}\\p{N}-]+(?:\\s+dot\\s+[\\p{L}\\p{N}-]+)*\\s+dot\\s+(?:${domains})\\b`,
  'giu',
);

export const spokenEmails = (text: string): Stretch[] => stretches(text, emailRun);

const small = '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\p{L}+teen|\\p{L}+ty|oh|hundred)';
const addressRun = new RegExp(
  `\\b${small}(?:[\\s-]+${small}){0,4}\\s+(?:(?:north|south|east|west)\\s+)?(?:\\p{L}+\\s+){1,2}(?:street|avenue|road|boulevard|lane|drive|court|square|terrace|parkway)\\b`,
  'giu',
);

/** "twelve forty Maple Street". */
export const spokenAddresses = (text: string): Stretch[] => stretches(text, addressRun);

const stretches = (text: string, pattern: RegExp): Stretch[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length }));
