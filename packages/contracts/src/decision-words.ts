/**
 * Every word that the turn manager gives reasons in, beside numbers. A reason is free text by its type: what is made of
 * these words alone cannot hold anything of the user's.
 */
const vocabulary = new Set(
  `
  a about active after again already an and announcement announcements another answer answered answering any are as
  ask asked asking at audio awaited backchannel backchannels be been before began begins being believed beyond both
  breaks brief but by came cancelled cannot changed cleared client closed comma command commit committed complete
  completeness conjunction conversation could courtesy cut decided detected detection detector determiner did discarded does ducked
  due eager echo echoes empty end ended ending ends evidence faded failed filler fixed floor for found from given goes gone
  greeting groups has have heard here hesitation hold in input interrupted into is it its known last later leaning
  less like likely long longer loud loudness machine manager manual mark message misfire mistake model more ms name need
  needed needs new no not nothing now number of off on one only open or other out over own part patient pause playing
  policy prepared preposition probability question quiet quieter read recognized recognizer reopened reply reprompt
  response responses resumed said sample samples saying score sentence session short sides silence silent single sound
  sounds speaking speech spelled spoke spoken stands started stays still stood stop stopped subject sure taken takes
  than that the there they time to too took tool tools transcript turn turns twice unclear unknown until up user users
  verb verdict voice wait waited waiting waits wants was went were when where whether which while whole with within
  without word words working works yet
  asr failed gateway planner stage tts vad
  `
    .split(/\s+/)
    .filter(Boolean),
);

/** Words and numbers of a text, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Made of the turn manager's own words and of numbers. */
export const isDecisionWord = (word: string): boolean => vocabulary.has(word) || /^\d+$/.test(word);
