/**
 * The assistant's own voice in the microphone, told by its words: what the recognizer heard is compared with what was
 * being played around that time. Recognizers mishear a faint echo, so words are compared by letters and by sound.
 */
import { isCommandWord } from './backchannels.ts';
import type { HeardWord } from './heard-words.ts';

/** A word that was played, where it sounded on the audio clock. */
export interface PlayedWord {
  readonly letters: string;
  readonly atMs: number;
}

export interface EchoNumbers {
  /** An echo may be heard so long after its word was played: buffers of the client, the way there and back. */
  readonly echoLateMs: number;
  /** … and so long before: playback is estimated. */
  readonly echoEarlyMs: number;
  /** For one or two words, which may well be the user's own, the lag is taken more strictly. */
  readonly echoBriefLateMs: number;
}

/** From here two words count as the same, heard badly. */
const sameWord = 0.7;
/** Words joined or parted by the recognizer lose nothing but the space; less likeness comes about by chance. */
const joinedWord = 0.8;
/** Two words that are two others, cut elsewhere: "light housekeeper". */
const cutElsewhere = 0.9;
/** Between words that were recognized as echo, so little likeness is enough. */
const misheardWord = 0.45;
/** Before the first and after the last of them it has to be more: there a user may begin to speak. */
const misheardEdge = 0.6;
/** Words before the first and after the last of them that a misheard word is looked for in. */
const edgeReach = 3;
/** So many words in a row do not come about by chance. */
const briefWords = 2;
/** Times of words are estimated the worse the longer the stretch that they are spread over. */
const timeErrorShare = 0.1;

/** Optimal string alignment without transpositions: insertions, deletions, substitutions (Levenshtein 1966). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++) {
      const substituted = row[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}

const likeness = (one: string, other: string): number =>
  1 - editDistance(one, other) / Math.max(one.length, other.length, 1);

/** What is left of a word for the ear: consonants that sound alike are one, all vowels are one. */
function soundOf(letters: string): string {
  return letters
    .replace(/ph/g, 'f')
    .replace(/wh/g, 'w')
    .replace(/gh/g, '')
    .replace(/ck|q|c(?![eiy])/g, 'k')
    .replace(/[cz]/g, 's')
    .replace(/[dt]h?/g, 't')
    .replace(/[bp]/g, 'p')
    .replace(/[fv]/g, 'f')
    .replace(/[gk]/g, 'k')
    .replace(/[aeiouy]+/g, 'a')
    .replace(/(.)\1+/g, '$1');
}

type Sounds = (letters: string) => string;

/** Words are compared with many others: each sound is worked out once in a comparison. */
function rememberedSounds(): Sounds {
  const sounds = new Map<string, string>();
  return (letters) => {
    const known = sounds.get(letters) ?? soundOf(letters);
    sounds.set(letters, known);
    return known;
  };
}

/** 0 … 1: how well one word may have been heard as the other. */
export function wordLikeness(one: string, other: string, sounds: Sounds = soundOf): number {
  if (one === other) return 1;
  // So different in length, they are unlike in letters and in sound.
  if (Math.min(one.length, other.length) * 2 < Math.max(one.length, other.length)) return 0;
  const [sound, otherSound] = [sounds(one), sounds(other)];
  if (sound === otherSound && sound.length > 1) return 0.9;
  // Likeness of sound says little of words with hardly any consonants.
  const bySound = Math.min(sound.length, otherSound.length) >= 3 ? 0.95 * likeness(sound, otherSound) : 0;
  return Math.max(likeness(one, other), bySound);
}

interface Match {
  readonly heard: number;
  readonly heardCount: number;
  readonly played: number;
  readonly playedCount: number;
}

interface Cell {
  readonly score: number;
  readonly match: Match | undefined;
  readonly from: Cell | undefined;
}

/** One word heard for one played, two for one, one for two, and two cut elsewhere: recognizers join and part words. */
const shapes = [
  { heardCount: 1, playedCount: 1, alike: sameWord },
  { heardCount: 2, playedCount: 1, alike: joinedWord },
  { heardCount: 1, playedCount: 2, alike: joinedWord },
  { heardCount: 2, playedCount: 2, alike: cutElsewhere },
] as const;

const joined = (words: readonly { letters: string }[], end: number, count: number): string =>
  words
    .slice(end - count, end)
    .map(({ letters }) => letters)
    .join('');

/** The alignment in order that explains the most letters. */
function align(
  heard: readonly HeardWord[],
  played: readonly PlayedWord[],
  mayMatch: (heard: HeardWord, played: PlayedWord) => boolean,
  sounds: Sounds,
): Match[] {
  const start: Cell = { score: 0, match: undefined, from: undefined };
  const rows: Cell[][] = [Array.from({ length: played.length + 1 }, () => start)];
  for (let at = 1; at <= heard.length; at++) {
    const row: Cell[] = [start];
    for (let to = 1; to <= played.length; to++) {
      let best = rows[at - 1]![to]!;
      if (row[to - 1]!.score > best.score) best = row[to - 1]!;
      if (mayMatch(heard[at - 1]!, played[to - 1]!)) {
        for (const { heardCount, playedCount, alike } of shapes) {
          if (at < heardCount || to < playedCount) continue;
          const letters = joined(heard, at, heardCount);
          const like = wordLikeness(letters, joined(played, to, playedCount), sounds);
          const from = rows[at - heardCount]![to - playedCount]!;
          const score = from.score + like * letters.length;
          if (like < alike || score <= best.score) continue;
          best = { score, from, match: { heard: at - heardCount, heardCount, played: to - playedCount, playedCount } };
        }
      }
      row.push(best);
    }
    rows.push(row);
  }
  const matches: Match[] = [];
  for (let cell: Cell | undefined = rows.at(-1)!.at(-1); cell; cell = cell.from) {
    if (cell.match) matches.unshift(cell.match);
  }
  return matches;
}

/** A word that no match explains is what was played there, heard badly or in part. */
function isMisheard(letters: string, index: number, matches: readonly Match[], played: readonly PlayedWord[]): boolean {
  const before = matches.findLast(({ heard }) => heard < index);
  const after = matches.find(({ heard }) => heard > index);
  const from = before ? before.played + before.playedCount : Math.max(0, after!.played - edgeReach);
  const to = after ? after.played : from + edgeReach;
  const gap = played.slice(from, to);
  if (before && after) return gap.some((word) => wordLikeness(letters, word.letters) >= misheardWord);
  // Hearing began or ended within the word.
  const isPart = (word: PlayedWord) => (after ? word.letters.endsWith(letters) : word.letters.startsWith(letters));
  return gap.some((word) => isPart(word) || wordLikeness(letters, word.letters) >= misheardEdge);
}

/** Misheard words are scattered, those of a user come together. */
const runOfWords = 3;

/** The word at `index` is one of so many in a row that no match explains. */
function isInRun(index: number, count: number, explained: ReadonlySet<number>): boolean {
  const isOpen = (at: number) => at >= 0 && at < count && !explained.has(at);
  let [first, last] = [index, index];
  while (isOpen(first - 1)) first--;
  while (isOpen(last + 1)) last++;
  return last - first + 1 >= runOfWords;
}

/**
 * What was heard beyond an echo of what was played, in order. Empty: it was nothing but echo; as long as `heard`: no echo
 * in it. When more than two thirds of the words are those of the echo, the others may be misheard ones of it, and one of them anything:
 * recognizers invent words.
 *
 * @param heard from one utterance, in order
 * @param played in the order of playing
 */
export function wordsBeyondEcho(
  heard: readonly HeardWord[],
  played: readonly PlayedWord[],
  { echoLateMs, echoEarlyMs, echoBriefLateMs }: EchoNumbers,
): readonly HeardWord[] {
  const [first, last] = [heard[0], heard.at(-1)];
  if (!first || !last) return [];
  const errorMs = (last.atMs - first.atMs) * timeErrorShare;
  const lateMs = heard.length <= briefWords ? echoBriefLateMs : echoLateMs + errorMs;
  const within = ({ atMs }: HeardWord, word: PlayedWord) =>
    word.atMs >= atMs - lateMs && word.atMs <= atMs + echoEarlyMs + errorMs;
  const around = played.filter(({ atMs }) => atMs >= first.atMs - lateMs && atMs <= last.atMs + echoEarlyMs + errorMs);
  const sounds = rememberedSounds();
  const matches = align(heard, around, within, sounds);
  if (matches.length === 0) return heard;
  const explained = new Set(
    matches.flatMap(({ heard: at, heardCount }) => Array.from({ length: heardCount }, (_, index) => at + index)),
  );
  const unexplained = heard.filter((_, index) => !explained.has(index));
  // Of an echo most words are recognized; where they are not, somebody speaks.
  if (unexplained.length * 2 >= explained.size) return unexplained;
  const isOwn = ({ letters }: HeardWord, index: number) =>
    isCommandWord(letters) || isInRun(index, heard.length, explained) || !isMisheard(letters, index, matches, around);
  const own = heard.filter((word, index) => !explained.has(index) && isOwn(word, index));
  const isInvented = own.length === 1 && !isCommandWord(own[0]!.letters);
  return isInvented ? [] : own;
}
