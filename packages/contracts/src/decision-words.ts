/**
 * Every word that the turn manager gives reasons in, beside numbers. A reason is free text by its type: what is made of
 * these words alone cannot hold anything of the user's.
 */
const vocabulary = new Set(
  `
  a about active after again already an and announcement announcements another answer answered answering any are as ask
  asked asking at audio awaited be been before began begins being believed both breaks but by came cancelled cannot
  cleared client closed comma command commit committed complete completeness conjunction could courtesy decided detected
  detection detector determiner did does due empty end ended ending ends evidence failed fixed for found from given
  gone greeting groups has have heard hesitation hold in input interrupted into is it its known last later leaning less
  like likely long longer manager manual mark misfire model more ms name need needed needs new no not nothing now number
  of off on one open or other out over own part pause playing preposition probability quiet question read recognized
  recognizer reopened reply response responses said sample samples score sentence session short sides silence single
  sound speaking speech spelled spoken spoke stands started still stood subject sure taken than that the there they time
  to too took transcript turn turns unclear unknown until up user verb verdict voice wait waited waiting waits was went
  were when which while whole with within without word words yet
  `
    .split(/\s+/)
    .filter(Boolean),
);

/** Words and numbers of a text, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Made of the turn manager's own words and of numbers. */
export const isDecisionWord = (word: string): boolean => vocabulary.has(word) || /^\d+$/.test(word);
