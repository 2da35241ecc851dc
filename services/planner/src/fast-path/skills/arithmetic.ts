import { evaluate } from '../mathematics.ts';
import { capitalized } from '../number-words.ts';
import { answer, type Skill } from '../skill.ts';
import { spokenNumber } from '../spoken-number.ts';

const asks =
  /^(?:(?:what|how much|which)(?: is| are| does| do you get if you| do i get if i| would| will)?|what s|calculate|compute|work out|figure out|evaluate|solve|tell me|give me|find|do|math|question|so|is|hey|quick|can you|how about|what about|and|the result of|the answer to|whats)(?: (?:the )?(?:result|answer|value|solution)(?: of| to| for)?)? (?=.)/;
const trailing =
  /(?: (?:equals?|equal to|is|make|makes|be|come to|altogether|in total|give|gives)(?: to)?| (?:what|how much))+$/;

const number = '(-?\\d+(?:\\.\\d+)?)';

/** Heard for a number in front of or behind an operator. */
const homophones: readonly (readonly [RegExp, string])[] = [
  [/\b(?:to|too)(?= (?:plus|minus|times|divided|multiplied|over|squared|cubed|to the)\b)/g, '2'],
  [/(?<=\b(?:plus|minus|times|by) )(?:to|too)\b/g, '2'],
  [/\b(?:for|fore)(?= (?:plus|minus|times|divided|multiplied|over|squared|cubed|to the)\b)/g, '4'],
  [/(?<=\b(?:plus|minus|times|by) )(?:for|fore)\b/g, '4'],
  [/(?<=\b(?:plus|minus|times|by) )(?:ate)\b/g, '8'],
  [/(?<=\b(?:plus|minus|times|by) )(?:won)\b/g, '1'],
  [/\bper ?cent\b/g, 'percent'],
  [/\btime(?= \d)/g, 'times'],
];

/** Phrases whose numbers stand in another order than their operator; applied before the plain operators. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^add ${number} (?:and|to|with|plus) ${number}$`), '$1 + $2'],
  [new RegExp(`^(?:subtract|take(?: away)?|deduct) ${number} from ${number}$`), '$2 - $1'],
  [new RegExp(`^multiply ${number} (?:by|and|with|times) ${number}$`), '$1 * $2'],
  [new RegExp(`^divide ${number} (?:by|into|with) ${number}$`), '$1 / $2'],
  [new RegExp(`^(?:the )?sum of ${number} (?:and|plus|with) ${number}$`), '$1 + $2'],
  [new RegExp(`^(?:the )?product of ${number} (?:and|times|with) ${number}$`), '$1 * $2'],
  [new RegExp(`^(?:the )?difference (?:between|of) ${number} (?:and|from) ${number}$`), '$1 - $2'],
  [new RegExp(`^(?:the )?(?:average|mean) of ${number} and ${number}$`), '($1 + $2) / 2'],
  [new RegExp(`^(?:the )?remainder (?:of|when) ${number} (?:is )?divided by ${number}$`), 'mod($1, $2)'],
  [new RegExp(`^${number} plus ${number} percent$`), '$1 * (1 + $2 / 100)'],
  [new RegExp(`^${number} minus ${number} percent$`), '$1 * (1 - $2 / 100)'],
  [
    new RegExp(`^(?:an? )?${number} percent (?:tip )?(?:of|on|off?) (?:of )?${number}(?: dollars| euros| pounds)?$`),
    '$1 / 100 * $2',
  ],
];
const percentOff = new RegExp(`^${number} percent off (?:of )?${number}$`);

const operators: readonly (readonly [RegExp, string])[] = [
  [/\b(?:the )?square root (?:of|off)\b|\bsquare root\b/g, ' sqrt '],
  [/\b(?:the )?cube root (?:of|off)\b/g, ' cbrt '],
  [/\b(?:the )?factorial of (\d+)\b|\b(\d+) factorial\b/g, ' factorial $1$2 '],
  [/\bsquared\b/g, ' ^ 2 '],
  [/\bcubed\b/g, ' ^ 3 '],
  [/\b(?:raised )?to the (?:power (?:of )?)(\d+)\b/g, ' ^ $1 '],
  [/\b(?:raised )?to the (\d+)(?: ?(?:st|nd|rd|th))?(?: power)?\b/g, ' ^ $1 '],
  [/\bto the (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?: power)?\b/g, ' ^ $1 '],
  [/\b(?:a |one )?half of\b|\bhalf\b(?= \d)/g, ' 0.5 * '],
  [/\b(?:a |1 )third of\b/g, ' 1 / 3 * '],
  [/\b(?:a )?quarter of\b/g, ' 0.25 * '],
  [/\b(?:twice|double|2 times)\b/g, ' 2 * '],
  [/\btriple\b/g, ' 3 * '],
  [/\bpercent of\b/g, ' / 100 * '],
  [/(?<=\d) of (?=\d)/g, ' * '],
  [/\b(?:plus|added to|and then add)\b/g, ' + '],
  [/\b(?:minus|take away|less|subtract)\b/g, ' - '],
  [/\b(?:times|multiplied (?:by|with)|multiply by|by|x)\b/g, ' * '],
  [/\b(?:divided (?:by|into)|divide by|over)\b/g, ' / '],
  [/\b(?:modulo|mod)\b/g, ' % '],
];
const ordinalPowers = ['second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** The expression for the evaluator, or nothing when words are left that are no arithmetic. */
function expressionOf(text: string): string | undefined {
  for (const [pattern, replacement] of phrases) {
    if (pattern.test(text)) return text.replace(pattern, replacement);
  }
  let expression = text.replace(/\bdivided by\b/g, '/');
  for (const [pattern, replacement] of operators) expression = expression.replace(pattern, replacement);
  expression = expression
    .replace(
      /\^ (second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)/g,
      (_, word: string) => `^ ${ordinalPowers.indexOf(word) + 2}`,
    )
    .replace(/\b(sqrt|cbrt|factorial) *(\d+(?:\.\d+)?)/g, '$1($2)')
    .replace(/\s+/g, ' ')
    .trim();
  // "Five five" is no sum, and "9 / 11" alone may be a date: an operator must be there, in words.
  if (!/[-+*/^%]|sqrt|cbrt|factorial/.test(expression) || /\d \d/.test(expression)) return undefined;
  // A plus adds to something: "plus four" is the rest of a sentence whose beginning was not heard.
  if (/^\+|[-+*/^%(] \+/.test(expression)) return undefined;
  return expression;
}

/** The question said back: it shows what was understood. */
function restated(expression: string): string {
  const spoken = expression
    .replace(/mod\(([^,]+), ([^)]+)\)/g, 'the remainder of $1 / $2')
    .replace(/(sqrt|cbrt|factorial)\(([^)]*)\)/g, (_, name: string, inner: string) =>
      name === 'factorial' ? `${inner} factorial` : `the ${name === 'sqrt' ? 'square' : 'cube'} root of ${inner}`,
    )
    .replace(/(\S+) \/ 100 \* /g, '$1 percent of ')
    .replace(/0\.5 \* /g, 'half of ')
    .replace(/0\.25 \* /g, 'a quarter of ')
    .replace(/1 \/ 3 \* /g, 'a third of ')
    .replace(/ \^ 2\b/g, ' squared')
    .replace(/ \^ 3\b/g, ' cubed')
    .replace(/ \^ /g, ' to the power of ')
    .replace(/ \+ /g, ' plus ')
    .replace(/ - /g, ' minus ')
    .replace(/ \* /g, ' times ')
    .replace(/ % /g, ' modulo ')
    .replace(/ \/ /g, ' divided by ')
    .replace(/(^| )- (?=\d)/g, '$1minus ');
  return spoken.replace(/\d+(?:\.\d+)?/g, (digits) => spokenNumber(Number(digits)).words);
}

/** "What's twelve times seven?", "twenty percent of eighty", "the square root of 144". */
export const arithmeticSkill: Skill = {
  name: 'arithmetic',
  match({ text, raw }) {
    let phrase = text;
    for (let before = ''; before !== phrase; ) {
      before = phrase;
      phrase = phrase.replace(asks, '').replace(trailing, '');
    }
    for (const [pattern, replacement] of homophones) phrase = phrase.replace(pattern, replacement);
    // "9/11" is a date more often than a division.
    if (!/\d/.test(phrase) || /^\D*\d+\/\d+\D*$/.test(raw)) return undefined;
    phrase = phrase.replace(/^(?:the )?(?=\d)/, '').replace(/(?<=\d) (?:dollars|bucks|euros|pounds)\b/g, '');
    const off = percentOff.exec(phrase);
    const expression = off ? `${off[2]} * (1 - ${off[1]} / 100)` : expressionOf(phrase);
    if (expression === undefined) return undefined;
    if (/[/%] 0(?![.\d])/.test(expression)) {
      return answer('arithmetic', 0.95, 'Nothing can be divided by zero.', { expression });
    }
    const value = evaluate(expression);
    if (value === undefined) {
      const negativeRoot = /sqrt *\(? *-/.test(expression);
      return negativeRoot
        ? answer('arithmetic', 0.9, 'A negative number has no real square root.', { expression })
        : undefined;
    }
    const result = spokenNumber(value);
    const short = (expression.match(/[-+*/^%]|sqrt|cbrt/g) ?? []).length <= 3 && !/^\(| \(1 /.test(expression);
    const question = short ? restated(expression) : 'that';
    return answer('arithmetic', 0.95, `${capitalized(question)} is ${result.rounded ? 'about ' : ''}${result.words}.`, {
      expression,
      value,
    });
  },
};
