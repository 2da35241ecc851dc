import { applyRules, type TextRule } from './text-rule.ts';

const CLOCK = '\\d{1,2}(?::\\d{2})?';
const WEEKDAYS_AND_ZONES =
  '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:E|C|M|P)(?:S|D)?T|GMT|UTC|BST|CET|CEST|Eastern|Central|Mountain|Pacific';
/** A time of day goes on behind the full stop of "p.m.". */
const GOES_ON = new RegExp(`^\\.?\\s+(?:on\\s+)?(?:${WEEKDAYS_AND_ZONES})\\b`, 'u');

const count = (number: string, unit: string): string => `${Number(number)} ${unit}${Number(number) === 1 ? '' : 's'}`;

function stretchOfTime(hours: string, minutes: string, seconds: string): string {
  const rest = `${count(minutes, 'minute')} and ${count(seconds, 'second')}`;
  return Number(hours) === 0 ? rest : `${count(hours, 'hour')}, ${rest}`;
}

const rules: readonly TextRule[] = [
  // Ranges of times: "9am-5pm", "9–5 pm", "9:30-10:45".
  {
    pattern: new RegExp(
      `(?<![\\w:./-])(?:(${CLOCK}\\s?[ap]\\.?m\\.?)\\s?[-–—]\\s?(?=${CLOCK}\\s?[ap]\\.?m|noon\\b|midnight\\b)` +
        `|(${CLOCK})\\s?[-–—]\\s?(?=${CLOCK}\\s?[ap]\\.?m\\b)` +
        '|(\\d{1,2}:\\d{2})\\s?[-–—]\\s?(?=\\d{1,2}:\\d{2}(?!\\d)))',
      'giu',
    ),
    say: (match) => `${match[1] ?? match[2] ?? match[3]} to `,
  },
  // "10AM", "3 pm", "3 P.M.": spelled letters, whatever their case. Written with dots, the voice's rules spell them.
  {
    pattern: new RegExp(`(?<![\\w:.])(${CLOCK})\\s?([AaPp])(\\.?)[Mm]\\b(\\.?)`, 'gu'),
    say: (match) => {
      const rest = match.input.slice(match.index + match[0].length);
      const clock = match[1]!.replace(/^0(?=\d)/, '').replace(/:00$/, '');
      const letter = match[2]!.toUpperCase();
      // "at 2pm.": this full stop is the sentence's. Capitals are spelled too, but "AM" would be a word.
      if (letter === 'P' && match[3] === '' && match[4] === '.') return `${clock} PM.`;
      return `${clock} ${letter}.M${GOES_ON.test(rest) ? '' : '.'}`;
    },
  },
  // A stretch of time, unless it is said to be a time of day.
  {
    pattern: /(?<!\bat )(?<![\w:.])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\w:]|\s?[AaPp]\.?[Mm])/gu,
    say: ([, hours, minutes, seconds]) => stretchOfTime(hours!, minutes!, seconds!),
  },
  {
    pattern: /(?<![\w.])(\d+)\s?h(?:rs?)?\.?\s?(\d{1,2})\s?m(?:ins?)?\b/gu,
    say: ([, hours, minutes]) => `${count(hours!, 'hour')} ${count(minutes!, 'minute')}`,
  },
  { pattern: /(?<![\w:.])0?0:([0-5]\d)(?![\w:])/gu, say: ([, minutes]) => `12:${minutes} A.M.` },
  { pattern: /(?<![\w:.])(1[3-9]|2[0-3]):00(?![\w:])/gu, say: ([, hours]) => `${hours} hundred` },
];

/** Times of day and stretches of time. `7:30`, `7:05 p.m.` and `15:30` are left to the voice's own rules. */
export function readTimes(text: string): string {
  return applyRules(text, rules);
}
