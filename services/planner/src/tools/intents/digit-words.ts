/** Digits said one after the other, and the words that recognizers write for some of them. */

const soundAlike: Readonly<Record<string, string>> = {
  for: '4',
  fore: '4',
  four: '4',
  or: '4',
  to: '2',
  too: '2',
  ate: '8',
  won: '1',
  free: '3',
  tree: '3',
  oh: '0',
  o: '0',
};
const homophones = Object.keys(soundAlike).join('|');
const before = new RegExp(`\\b(${homophones}) (?=\\d(?: \\d)+\\b|\\d{3}\\b(?! \\d))`, 'g');
const between = new RegExp(`(?<=\\d )(${homophones})(?= \\d)`, 'g');
const after = new RegExp(`(?<=\\d \\d )(${homophones})$`);

const digitOf = (_: string, word: string): string => soundAlike[word] as string;

/** "order for 1 7 2" is "order 4 1 7 2": among single digits nothing else can be meant. For sentences about numbers. */
export const withDigits = (text: string): string =>
  text
    .replace(before, (found, word: string) => `${digitOf(found, word)} `)
    .replace(between, digitOf)
    .replace(after, digitOf);

const number =
  'zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|\\d{1,2}';
const pausedNumber = new RegExp(`(?<=\\b(?:${number})),\\s+(?=(?:${number})\\b)`, 'gi');

/** "Forty one, seventy two": a number with a pause in it is no list. */
export const withoutPauses = (raw: string): string => raw.replace(pausedNumber, ' ');
