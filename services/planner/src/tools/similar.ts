/** How much two names sound alike: for what a recognizer wrote in place of a name that is known here. */

const sounds: readonly (readonly [RegExp, string])[] = [
  [/[^a-z0-9]/g, ''],
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^x/, 's'],
  [/(?:tsch|tch|sch|ch|sh|tio|sio)/g, 'x'],
  [/ph/g, 'f'],
  [/gh/g, ''],
  [/th/g, 't'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]|ck/g, 'k'],
  [/dg|g(?=[eiy])/g, 'j'],
  [/z/g, 's'],
  [/d/g, 't'],
  [/v/g, 'f'],
  [/b/g, 'p'],
  [/m/g, 'n'],
  [/(?<=.)[aeiouwhy]+/g, ''],
  [/^[aeiouwhy]+/, 'a'],
  [/(.)\1+/g, '$1'],
];

/** Consonants as they sound, voiced as unvoiced: "Meyer", "mire" and "mayor" are "nr". */
export const soundKey = (text: string): string =>
  sounds.reduce((key, [pattern, replacement]) => key.replace(pattern, replacement), text.toLowerCase());

/** Letters to insert, delete or replace between two texts (Levenshtein 1966). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

const likeness = (from: string, to: string): number =>
  from === '' && to === '' ? 1 : 1 - editDistance(from, to) / Math.max(from.length, to.length);

/** How much the sound counts beside the letters: a recognizer spells what it hears as it likes. */
const soundWeight = 0.65;

/** 0..1; 1 for the same text. A single consonant says nothing, so that letters alone decide then. */
export function similarity(heard: string, known: string): number {
  const [a, b] = [heard, known].map((text) => text.toLowerCase().replace(/[^a-z0-9]/g, '')) as [string, string];
  if (a === b) return 1;
  const [soundA, soundB] = [soundKey(a), soundKey(b)];
  if (Math.min(soundA.length, soundB.length) < 2) return likeness(a, b);
  return (1 - soundWeight) * likeness(a, b) + soundWeight * likeness(soundA, soundB);
}

/** Less than this is another name. */
export const alikeFrom = 0.62;
/** Closer together than this, two names cannot be told apart by ear. */
const margin = 0.12;

/** Less than this is another name even where whoever asked hears what was understood, and can say no. */
const vaguelyAlikeFrom = 0.4;

/** The known name that is nearest, for what is asked about before it is done; undefined when none or several are near. */
export function nameNearest<T>(heard: string, known: readonly T[], nameOf: (one: T) => string): T | undefined {
  const [best, next] = known
    .map((one) => ({ one, score: similarity(heard, nameOf(one)) }))
    .sort((a, b) => b.score - a.score);
  if (!best || best.score < vaguelyAlikeFrom) return undefined;
  return next && best.score - next.score < margin ? undefined : best.one;
}

/** The known names that were probably meant, best first: one when it is clear, several when they sound too much alike. */
export function namesMeant<T>(heard: string, known: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const scored = known
    .map((one) => ({ one, score: similarity(heard, nameOf(one)) }))
    .filter(({ score }) => score >= alikeFrom)
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  if (!best) return [];
  return scored
    .filter(({ score }) => (best.score < 1 && best.score - score < margin) || score === best.score)
    .map(({ one }) => one);
}
