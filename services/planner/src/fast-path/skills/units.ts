import { convertUnit } from '../mathematics.ts';
import { capitalized } from '../number-words.ts';
import { answer, type Skill, type SkillMatch } from '../skill.ts';
import { amountInWords } from '../spoken-number.ts';
import { findUnit, type SpokenUnit, unitNamesPattern } from '../unit-names.ts';

const unit = `(${unitNamesPattern})`;
const amount = `(minus |negative |-)?(an?|\\d+(?:\\.\\d+)?|half an?)`;
const extra = `(?: (?:and )?(\\d+(?:\\.\\d+)?)(?: (inches|inch|ounces|ounce|minutes|minute|seconds|second))?)?`;
const link = '(?:in|to|into|two|2|too|as|are|is|equals?|equal to|make|makes|be in)';

const amountTo = new RegExp(
  `\\b${amount} ${unit}${extra} (?:(?:is |are |equals? )?(?:how many|what) (?:in )?|${link} (?:an? |how many )?)${unit}$`,
);
const howManyIn = new RegExp(
  `\\bhow (?:many|much) ${unit} (?:(?:is|are|does|do|would|there|go|goes|fit|fits|make|makes|make up|equal|equals|it|be|have|has) )*(?:(?:in|into|to|for|are in|and|per) )?${amount} ${unit}${extra}(?: (?:have|has|make|contain|equal))?$`,
);
const howManyInBare = new RegExp(
  `\\bhow many ${unit} (?:(?:is|are|there|go|fit|make) )*(?:in|to|per|and) (?:the |one )?${unit}$`,
);

const isTemperature = ({ candidates }: SpokenUnit) =>
  candidates.some((name) => name === 'degC' || name === 'degF' || name === 'K');

interface Amount {
  readonly value: number;
  readonly unit: SpokenUnit;
  /** "five feet and ten inches". */
  readonly words: string;
}

function readAmount(
  sign: string | undefined,
  count: string,
  name: string,
  more?: string,
  moreName?: string,
): Amount | undefined {
  const found = findUnit(name);
  if (!found) return undefined;
  const size = /^an?$/.test(count) ? 1 : count.startsWith('half') ? 0.5 : Number(count);
  const value = sign ? -size : size;
  const said = amountInWords(value, found.singular, found.plural);
  if (more === undefined) return { value, unit: found, words: said };
  // "5 foot 10": the next smaller unit is understood.
  const smallerName =
    moreName ??
    (found.candidates.includes('foot') ? 'inches' : found.candidates.includes('poundmass') ? 'ounces' : undefined);
  const smaller = smallerName === undefined ? undefined : findUnit(smallerName);
  const addition = smaller === undefined ? undefined : convertBetween(Number(more), smaller, found);
  if (!smaller || addition === undefined) return undefined;
  return {
    value: value + addition,
    unit: found,
    words: `${said} and ${amountInWords(Number(more), smaller.singular, smaller.plural)}`,
  };
}

/** Tries each meaning of both units until they measure the same thing. */
function convertBetween(value: number, from: SpokenUnit, to: SpokenUnit): number | undefined {
  for (const source of from.candidates) {
    for (const target of to.candidates) {
      const converted = convertUnit(value, source, target);
      if (converted !== undefined) return converted;
    }
  }
  return undefined;
}

function reply(from: Amount, to: SpokenUnit): SkillMatch {
  const slots = { value: from.value, from: from.unit.singular, to: to.singular };
  const value = convertBetween(from.value, from.unit, to);
  if (value === undefined) {
    return answer('units', 0.85, `Sorry, ${from.unit.plural} can't be converted to ${to.plural}.`, slots);
  }
  const shown = isTemperature(to) ? Number(value.toFixed(1)) : value;
  const result = amountInWords(shown, to.singular, to.plural);
  return answer('units', 0.95, `${capitalized(from.words)} is ${result}.`, { ...slots, result: value });
}

/** "Convert five miles to kilometers", "how many cups in a gallon", "ten degrees Celsius in Fahrenheit". */
export const unitsSkill: Skill = {
  name: 'units',
  match({ text }) {
    const phrase = text
      .replace(/\b0\.5 (?:of )?an? /g, '0.5 ')
      .replace(new RegExp(`\\b(?:a |1 )?(?:quarter|0\\.25) (?:of an? )?(?=${unitNamesPattern})`, 'g'), '0.25 ')
      .replace(/\b(?:of|worth of) (?:water|milk|flour|sugar|time)\b/g, '')
      .replace(/ +/g, ' ')
      .trim();
    // 32 degrees to celsius: the other scale is meant.
    const bareDegrees =
      /\b(minus |negative )?(\d+(?:\.\d+)?) degrees? (?:in|to|into) (celsius|fahrenheit|centigrade)$/.exec(phrase);
    if (bareDegrees) {
      const to = findUnit(bareDegrees[3] as string) as SpokenUnit;
      const from = readAmount(
        bareDegrees[1],
        bareDegrees[2] as string,
        bareDegrees[3] === 'fahrenheit' ? 'celsius' : 'fahrenheit',
      );
      if (from) return reply(from, to);
    }
    let found = amountTo.exec(phrase);
    if (found) {
      const from = readAmount(found[1], found[2] as string, found[3] as string, found[4], found[5]);
      const to = findUnit(found[6] as string);
      if (from && to && from.unit !== to) return reply(from, to);
    }
    found = howManyIn.exec(phrase);
    if (found) {
      const from = readAmount(found[2], found[3] as string, found[4] as string, found[5], found[6]);
      const to = findUnit(found[1] as string);
      if (from && to && from.unit !== to) return reply(from, to);
    }
    found = howManyInBare.exec(phrase);
    if (found) {
      const from = readAmount(undefined, '1', found[2] as string);
      const to = findUnit(found[1] as string);
      if (from && to && from.unit !== to) return reply(from, to);
    }
    return undefined;
  },
};
