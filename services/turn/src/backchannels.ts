/** Words said over somebody who speaks: those that only show attention, and those that want silence. English. */

const phrases = (list: string): readonly (readonly string[])[] =>
  list.split(',').map((phrase) => phrase.trim().split(' '));

/**
 * Said while listening, without wanting the floor. Single words first, then groups; hums (`mm-hmm`, `uh-huh`, `ah`) are
 * recognized by their shape.
 */
const backchannels = phrases(
  `yeah, yea, yah, ya, yep, yup, yes, okay, ok, k, kay, right, sure, cool, nice, great, wow, really, indeed, exactly,
  true, alright, thanks, thank you, fine, good, lovely, perfect, absolutely, definitely, totally, certainly, correct, interesting,
  understood, gotcha, amazing, awesome, uh, um, er, erm, hey, well, so,
  all right, got it, i see, i know, i understand, of course, for sure, makes sense, that makes sense, sounds good,
  fair enough, good point, thats right, thats true, thats good, thats great, thats nice, thats interesting, thats cool,
  go on, go ahead, carry on, oh my, oh my god, my goodness`,
);

const hum = /^(?:m+|h+m+|m+h+m*|u+h+|a+h+|o+h+|a+h+a+|u+h+u+h+|hu+h+|e+h+|n+h+n*|mhmm*|hmhm*)$/;

/** Ask for silence or attention wherever they stand in what was said. */
const commands = phrases(
  `stop, wait, no, nope, cancel, quiet, silence, enough, pause, hold on, hang on, hold up, shut up, be quiet, never mind,
  nevermind, excuse me, one moment, one second, just a moment, just a second, forget it, listen`,
);

/** By itself; what an echo may be misheard as is never taken for it. */
export const isCommandWord = (word: string): boolean =>
  commands.some((phrase) => phrase.length === 1 && phrase[0] === word);

const beginsWith = (words: readonly string[], at: number, phrase: readonly string[]): boolean =>
  phrase.every((word, index) => words[at + index] === word);

/** Length of the longest backchannel that begins at `at`; 0 for none. */
function backchannelAt(words: readonly string[], at: number): number {
  const hums = hum.test(words[at]!) ? 1 : 0;
  return backchannels.reduce(
    (longest, phrase) => (phrase.length > longest && beginsWith(words, at, phrase) ? phrase.length : longest),
    hums,
  );
}

/** Words that mean nothing by themselves: what recognizers make of a hum, and how sentences begin. */
const functionWords = new Set(
  `a an the if i you he she it we they and or but so then than that this these those is are was were be am to of in on
  at by for from with as my your there all`.split(/\s+/),
);

export const isFunctionWord = (word: string): boolean => functionWords.has(word);

/** So few of them are no message. */
const mostFunctionWords = 2;

/**
 * - `backchannel`: nothing but signs of attention, however often ("yeah yeah", "oh I see, right").
 * - `unclear`: so far nothing, but it may be the beginning of something ("if I", "that makes").
 * - `command`: a word that asks for silence is among them.
 * - `words`: something is being said.
 */
export type WordsKind = 'backchannel' | 'unclear' | 'command' | 'words';

/** The last words may become a backchannel: "I", of "I see". */
const mayBecomeOne = (words: readonly string[], at: number): boolean =>
  backchannels.some((phrase) => phrase.length > words.length - at && beginsWith(phrase, 0, words.slice(at)));

/**
 * @param words at least one: letters in lower case, without marks and apostrophes
 * @param unfinished more words may follow
 */
export function kindOfWords(words: readonly string[], unfinished: boolean): WordsKind {
  if (words.length <= mostFunctionWords && words.every(isFunctionWord)) return 'unclear';
  let kind: WordsKind = 'backchannel';
  for (let at = 0; at < words.length; ) {
    const isBeginning = unfinished && backchannelAt(words, at) === 0 && mayBecomeOne(words, at);
    if (isBeginning && kind === 'backchannel') return 'unclear';
    const length = isBeginning ? words.length - at : backchannelAt(words, at);
    if (length === 0 && commands.some((phrase) => beginsWith(words, at, phrase))) return 'command';
    if (length === 0) kind = 'words';
    at += Math.max(1, length);
  }
  return kind;
}
