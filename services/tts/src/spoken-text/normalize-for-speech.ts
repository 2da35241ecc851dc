import { readAbbreviations } from './abbreviations.ts';
import { readAddresses } from './addresses.ts';
import { readDates } from './dates.ts';
import { readInternet } from './internet.ts';
import { readLongNumbers } from './long-numbers.ts';
import { readMathematics, readPowers } from './mathematics.ts';
import { readMoney } from './money.ts';
import { readPhoneNumbers } from './phone-numbers.ts';
import { readSigns } from './signs.ts';
import { readTimes } from './times.ts';
import { readUnits } from './units.ts';

/** The order matters: what looks like part of something longer (a ZIP code, a date) is read with it first. */
const steps: readonly ((text: string) => string)[] = [
  readSigns,
  readInternet,
  readPhoneNumbers,
  readAddresses,
  readDates,
  readTimes,
  readMoney,
  readMathematics,
  readUnits,
  readPowers,
  readAbbreviations,
  readLongNumbers,
];

/**
 * Rewrites what a voice would misread the way a person would say it. What the voice's own rules read well is left as it
 * is, so that both agree there. Pure; line breaks are kept.
 */
export function normalizeForSpeech(text: string): string {
  let said = text;
  for (const step of steps) said = step(said);
  return said
    .replace(/[ \t]+/g, ' ')
    .replace(/ +([,.;:!?])(?!\d)/g, '$1')
    .replace(/^ +| +$/gm, '');
}
