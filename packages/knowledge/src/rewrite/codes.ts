import type { ReaderView } from '../search/reader-view.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { soundLikeness, soundOf } from '../text/sound.ts';
import { wordsOf } from '../text/words.ts';

/** How letters come out of a recognizer that expects words. */
const letterSounds: Readonly<Record<string, string>> = {
  ay: 'a',
  bee: 'b',
  be: 'b',
  see: 'c',
  sea: 'c',
  dee: 'd',
  ee: 'e',
  he: 'e',
  eff: 'f',
  gee: 'g',
  aitch: 'h',
  age: 'h',
  each: 'h',
  eight: 'h',
  jay: 'j',
  kay: 'k',
  el: 'l',
  em: 'm',
  en: 'n',
  oh: 'o',
  pea: 'p',
  pee: 'p',
  queue: 'q',
  cue: 'q',
  are: 'r',
  our: 'r',
  ess: 's',
  tea: 't',
  tee: 't',
  you: 'u',
  vee: 'v',
  we: 'v',
  ex: 'x',
  acts: 'x',
  axe: 'x',
  ax: 'x',
  why: 'y',
  zee: 'z',
  zed: 'z',
};

/** Numbers that sound like other words, after a letter. */
const numberSounds: Readonly<Record<string, string>> = { for: '4', to: '2', too: '2', won: '1', ate: '8', tree: '3' };

const longestCode = 6;

interface CodeToken {
  readonly norm: string;
  readonly surface: string;
}

/**
 * A code of the documents that is said at this place, letter by letter or nearly so: "h x fourteen", "age ex 14", "hx 14".
 *
 * @returns the code as the documents write it, and the number of tokens that it takes; undefined when there is none
 */
export function codeAt(
  tokens: readonly CodeToken[],
  index: number,
  view: ReaderView,
): { length: number; meant: string } | undefined {
  for (let length = Math.min(longestCode, tokens.length - index); length > 0; length--) {
    const span = tokens.slice(index, index + length);
    for (const spelling of [exactly(span), bySound(span)]) {
      const entity = spelling === undefined ? undefined : view.entityOf.get(spelling);
      if (entity?.kind === 'code') return { length, meant: entity.text };
    }
    const alike = asNamesOfLetters(span, view);
    if (alike !== undefined) return { length, meant: alike };
  }
  return undefined;
}

/** How letters are called. */
const letterNames: Readonly<Record<string, string>> = Object.fromEntries(
  'ay bee see dee ee eff jee aitch eye jay kay el em en oh pee cue are ess tee you vee doubleyou ex why zee'
    .split(' ')
    .map((name, index) => [String.fromCharCode(97 + index), name]),
);

/** "A-checks 14" for HX-14: words that sound as the letters are called, before the number of a code. Set by judgement. */
const leastAlike = 0.78;

function asNamesOfLetters(span: readonly CodeToken[], view: ReaderView): string | undefined {
  const letters = span.findIndex(({ norm }) => /\d/.test(wordsOf(norm)[0]?.norm ?? ''));
  if (letters < 1 || letters > 2 || isFunctionWord(span[0]!.norm)) return undefined;
  const number = wordsOf(
    span
      .slice(letters)
      .map(({ norm }) => norm)
      .join(' '),
  );
  if (number.length !== 1) return undefined;
  const sound = soundOf(
    span
      .slice(0, letters)
      .map(({ norm }) => norm)
      .join(''),
  );
  let best: { readonly text: string; readonly likeness: number } | undefined;
  for (const { kind, text, words } of view.entities) {
    const [, prefix, digits] = /^([a-z]{2,4})(\d+)$/.exec(words[0]?.norm ?? '') ?? [];
    if (kind !== 'code' || words.length > 1 || prefix === undefined || digits !== number[0]!.norm) continue;
    const named = soundOf([...prefix].map((letter) => letterNames[letter]).join(''));
    const likeness = soundLikeness(sound, named);
    if (likeness >= Math.max(leastAlike, best?.likeness ?? 0)) best = { text, likeness };
  }
  return best?.text;
}

/** Letters and number put together; "a" is a letter only where it is written as one. */
function exactly(span: readonly CodeToken[]): string | undefined {
  if (span[0]!.norm === 'a' && span[0]!.surface !== 'A') return undefined;
  const joined = wordsOf(span.map(({ norm }) => norm).join(' '))
    .map(({ norm }) => norm)
    .join('');
  return /^[a-z]+\d+[a-z]?$/.test(joined) ? joined : undefined;
}

function bySound(span: readonly CodeToken[]): string | undefined {
  if (span.length < 2 || span[0]!.norm === 'a') return undefined;
  const numberStart = span.findIndex(({ norm }, at) => at > 0 && /\d/.test(wordsOf(norm)[0]?.norm ?? ''));
  const letterCount = numberStart > 0 ? numberStart : span.length - 1;
  const letters = span.slice(0, letterCount).map(({ norm }) => (/^[a-z]$/.test(norm) ? norm : letterSounds[norm]));
  if (letters.includes(undefined)) return undefined;
  const rest = span.slice(letterCount);
  if (numberStart > 0) {
    const number = wordsOf(rest.map(({ norm }) => norm).join(' '));
    return number.length === 1 && /^\d+$/.test(number[0]!.norm) ? `${letters.join('')}${number[0]!.norm}` : undefined;
  }
  const sounded = numberSounds[rest[0]!.norm];
  // "E for": the letter itself has to be sure.
  return sounded !== undefined && /^[b-hj-z]$/.test(span[0]!.norm) ? `${letters.join('')}${sounded}` : undefined;
}
