import { similarity } from '../similar.ts';

/** What was probably said, and how much it sounds like what was heard. */
export interface OtherReading {
  readonly text: string;
  /** 0..1. */
  readonly likeness: number;
}

/** Verbs that commands begin with. */
const verbs =
  'add put remove delete take cross clear empty cancel book move reschedule schedule make note write read track order'.split(
    ' ',
  );
const verbsPattern = verbs.join('|');

/** Heard in front of a command though nobody said it: a breath, a wake word, the end of another sentence. */
const strayWords = new RegExp(
  `^(?:(?:a|an|i|we|and|oh|uh|the|so|that|you|he|it|pay) ){1,2}(?=(?:${verbsPattern}|booked|moved|cancelled|canceled)\\b)`,
);
const pastForms: readonly (readonly [RegExp, string])[] = [
  [/^(?:cancelled|canceled) /, 'cancel '],
  [/^booked /, 'book '],
  [/^moved /, 'move '],
];

/** Somebody tells something. */
const tells = /\b(?:was|were|had|said|went|told|because|would)\b/;

/** Less alike, it is another word: this much even where the user is asked before anything is done. */
const alikeFrom = 0.4;
/** A verb that is one already is not another, and a question asks for nothing to be done. */
const asItIs = new RegExp(
  `^(?:${verbsPattern}|what|how|why|who|when|where|which|is|are|do|does|did|can|could|may|will|would|should|have|has|tell)\\b`,
);

/**
 * A command in other words that sound like it: without stray words in front, and with the verb that its first word or its first two
 * sound like. Best first.
 */
export function otherReadings(text: string): readonly OtherReading[] {
  const bare = pastForms.reduce(
    (said, [pattern, verb]) => said.replace(pattern, verb),
    text.replace(strayWords, '').trim(),
  );
  const stripped = bare === text ? [] : [{ text: bare, likeness: 0.9 }];
  if (asItIs.test(bare) || tells.test(bare)) return stripped;
  const words = text.split(' ');
  const replaced = [1, 2].flatMap((count) => {
    const heard = words.slice(0, count).join('');
    const rest = words.slice(count).join(' ');
    return rest === '' ? [] : verbs.map((verb) => ({ text: `${verb} ${rest}`, likeness: similarity(heard, verb) }));
  });
  const alike = replaced.filter(({ likeness }) => likeness >= alikeFrom).toSorted((a, b) => b.likeness - a.likeness);
  return [...stripped, ...alike];
}
