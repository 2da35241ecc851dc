/** What a sound over a reply is: somebody who wants the floor, somebody who listens, the reply itself, or a noise. */
import type { PlaybackDone } from '@cascade/contracts';
import { isFunctionWord, kindOfWords } from './backchannels.ts';
import { hasBelievedWords } from './believed-words.ts';
import { type PlayedWord, wordsBeyondEcho } from './echo.ts';
import { type HeardWord, lettersOf } from './heard-words.ts';
import { audibleUntil, playedNowMs, sampleOf, spokenReply, textOf } from './reply-audio.ts';
import type { Step } from './step.ts';
import {
  type ActiveResponse,
  type Heard,
  type OpenTurn,
  type SpokenReply,
  spokenMs,
  type TurnPause,
  type TurnState,
  toMs,
} from './turn-state.ts';

/** `unknown`: no words so far. `answer`: a backchannel, but to a question that the reply ends in. */
export type SoundKind = 'unknown' | 'unclear' | 'echo' | 'backchannel' | 'answer' | 'command' | 'words';

export const nothingHeard: Heard = { ownWords: [], echoedWords: 0, echoedFirst: 0 };

/** From so many words of an echo on, they are left out of what the user said. Fewer may be the user's own. */
const leadingEchoWords = 3;

/** Words of replies of which anything has been played by now. */
function playedWords(state: TurnState): PlayedWord[] {
  return state.replies.flatMap((reply) =>
    reply.words.flatMap(({ text, startMs, endMs }): PlayedWord[] => {
      const startSample = sampleOf(reply, startMs);
      if (startSample === undefined || startSample > audibleUntil(state, reply)) return [];
      const atMs = toMs(startSample) + (endMs - startMs) / 2;
      return lettersOf(text).map((letters) => ({ letters, atMs }));
    }),
  );
}

/** By its sound alone: so much that is no echo, without one between, is somebody; where none was found, less will do. */
const ownSoundMs = { alone: 300, besideEcho: 250 };

export const soundsOwn = ({ sound }: OpenTurn): boolean =>
  sound.ownMs >= (sound.echoMs > 0 ? ownSoundMs.besideEcho : ownSoundMs.alone);

/** Some of it is the reply, and nothing else is known of it. */
const soundsLikeEcho = (turn: OpenTurn): boolean => turn.sound.echoMs > 0 && !soundsOwn(turn);

/** More than one window: no chance. */
const sureEchoMs = 250;

/** Compares words with what is played: costly beside the rest, so done once for each transcript. */
export function heardBeyondEcho(state: TurnState, heard: readonly HeardWord[]): Heard {
  const beyond = wordsBeyondEcho(heard, playedWords(state), state.numbers);
  // "I see", while something like "sea" is played, is no echo of that.
  const isSign =
    beyond.length > 0 &&
    kindOfWords(
      heard.map(({ letters }) => letters),
      false,
    ) === 'backchannel';
  // One small word is in every reply.
  const isChance = heard.length === 1 && isFunctionWord(heard[0]!.letters);
  const isNoEcho = state.turn !== undefined && state.turn.sound.echoMs === 0 && soundsOwn(state.turn);
  const own = isSign || isChance || isNoEcho ? heard : beyond;
  return {
    ownWords: own.map(({ letters }) => letters),
    echoedWords: heard.length - own.length,
    echoedFirst: own[0] ? heard.indexOf(own[0]) : heard.length,
  };
}

/** What the user said after an echo, when enough of that was heard first to be sure of it. */
export function textBeyondEcho({ heard, over }: OpenTurn, text: string): string {
  if (!over || heard.ownWords.length === 0 || heard.echoedFirst < leadingEchoWords) return text;
  let words = 0;
  const tokens = text.split(/\s+/);
  const first = tokens.findIndex((token) => {
    words += lettersOf(token).length;
    return words > heard.echoedFirst;
  });
  return tokens.slice(Math.max(0, first)).join(' ');
}

/** What the open turn is so far, by its words. */
export function judgeSound(turn: OpenTurn): SoundKind {
  const { heard, pause, over } = turn;
  // Words of another's in it: without the reply it will be seen whether somebody speaks.
  if (soundsLikeEcho(turn)) return heard.ownWords.length >= 2 ? 'unclear' : 'echo';
  // A recognizer may still be at the words of the reply when somebody speaks over them.
  if (heard.ownWords.length === 0) return heard.echoedWords === 0 || soundsOwn(turn) ? 'unknown' : 'echo';
  const unfinished = pause?.transcript === undefined;
  const kind = kindOfWords(heard.ownWords, unfinished);
  return kind === 'backchannel' && over === 'question' ? 'answer' : kind;
}

/** So many words of an echo do not come about by chance. */
const echoProof = 2;

/** Enough of a reply was heard in it to be sure that the assistant is heard. */
export const holdsEcho = (turn: OpenTurn): boolean =>
  (turn.over !== undefined && turn.heard.echoedWords >= echoProof) || soundsLikeEcho(turn);

/** The reply need not give way to it: the microphone is known to hear the loudspeaker, or enough was heard of it now. */
export const isSureEcho = (state: TurnState, { heard, sound }: OpenTurn): boolean =>
  hearsLoudspeaker(state) || heard.echoedWords > echoProof || sound.echoMs >= sureEchoMs;

/** Remembers an echo in what was just heard. */
export function noteEcho(step: Step): void {
  const { turn, response, filler, stopped, replies } = step.state;
  if (!turn || judgeSound(turn) !== 'echo') return;
  // While it sounds, a word more: a user may begin with words of the reply.
  const enough = turn.pause ? holdsEcho(turn) : isSureEcho(step.state, turn);
  if (!enough) return;
  const reply = response ?? filler ?? stopped ?? replies.at(-1);
  step.update({ echoedResponseId: reply?.responseId });
}

/**
 * Words that the reply does not hold, of a sound that ended when the reply was faded out: an echo that the recognizer could
 * not make out.
 */
export function noteDeadEcho(step: Step): void {
  const { response } = step.state;
  if (response?.loudness === 'faded') step.update({ echoedResponseId: response.responseId });
}

/** A long reply without any echo: the user has put on headphones, or it was none the last time. */
export function forgetEcho(step: Step, { responseId, playedMs }: PlaybackDone): void {
  const { echoedResponseId, numbers } = step.state;
  if (responseId !== echoedResponseId && playedMs >= numbers.echoForgetMs) step.update({ echoedResponseId: undefined });
}

/** The microphone hears the loudspeaker, as far as is known. */
export const hearsLoudspeaker = ({ echoedResponseId }: TurnState): boolean => echoedResponseId !== undefined;

/** Nothing in its sound says that it is not. */
export const mayBeEcho = (state: TurnState, turn: OpenTurn): boolean => hearsLoudspeaker(state) && !soundsOwn(turn);

/** Nothing to answer: the reply goes on. */
export const isNoTurn = (kind: SoundKind): boolean => kind === 'echo' || kind === 'backchannel' || kind === 'unclear';

/** What sounds now. */
export const audibleResponse = ({ response, filler }: TurnState): ActiveResponse | undefined =>
  [response, filler].find((one) => one?.audible);

/** What speech from `startSample` on is said over; undefined when no response is active, nor an echo of one may be heard. */
export function whatIsSpokenOver(state: TurnState, startSample: number): OpenTurn['over'] {
  const response = state.response ?? audibleResponse(state);
  if (!response) return mayBeEchoOfEnd(state, startSample) ? 'question' : undefined;
  const reply = spokenReply(state, response.responseId);
  return reply && endsInQuestion(state, reply, startSample) ? 'question' : 'reply';
}

/** A reply has just ended that the microphone hears. */
function mayBeEchoOfEnd(state: TurnState, startSample: number): boolean {
  const ended = state.replies.at(-1)?.endedSample;
  const since = ended === undefined ? Number.POSITIVE_INFINITY : toMs(startSample - ended);
  return hearsLoudspeaker(state) && since <= state.numbers.echoBriefLateMs;
}

/** The reply, as far as it is known, ends in a question, and is in its last words. */
function endsInQuestion(state: TurnState, reply: SpokenReply, startSample: number): boolean {
  const lastWord = reply.words.at(-1);
  if (!lastWord || !reply.position || !/\?["'”’)\s]*$/.test(textOf(reply))) return false;
  const playedMs = playedNowMs(state, reply) - toMs(Math.max(0, state.clockSample - startSample));
  return lastWord.endMs - playedMs <= state.numbers.lastWordsMs;
}

/**
 * Speech over a reply has proven to be somebody who wants the floor: it lasts and has words that mean something, asks
 * for silence, or lasts so long that the words must be on their way.
 */
export function wantsTheFloor(state: TurnState, turn: OpenTurn): boolean {
  const { interruptSpeechMs, wordlessSpeechMs } = state.numbers;
  const spoken = spokenMs(state, turn);
  switch (judgeSound(turn)) {
    case 'command': {
      // Of a syllable or two, recognizers make a "no"; the reply is faded out by the time that the word is sure.
      if (turn.heard.ownWords.length >= 2 || !audibleResponse(state)) return true;
      return turn.pause ? hasBelievedWords(state, turn) : outlivesEcho(state, turn);
    }
    case 'words':
    case 'answer': {
      if (!audibleResponse(state)) return hasBelievedWords(state, turn) || spoken >= interruptSpeechMs;
      if (spoken < interruptSpeechMs || isMisfire(turn)) return false;
      const several = turn.heard.ownWords.length >= 2;
      // Where the microphone hears the loudspeaker, a single word may be a misheard one of the reply.
      if (mayBeEcho(state, turn) && !several) return false;
      // Three words in a row are no misheard echo, however late they made the reply fade out.
      const isOwn = turn.heard.ownWords.length >= 3;
      if (turn.pause) return (isOwn || outlivedEcho(state, turn, turn.pause)) && hasBelievedWords(state, turn);
      // A first word may be a backchannel heard badly.
      return outlivesEcho(state, turn) && (several || spoken >= wordlessSpeechMs);
    }
    case 'unknown':
    case 'unclear':
    case 'backchannel': {
      if (turn.pause || mayBeEcho(state, turn) || !isLongForItsWords(state, turn)) return false;
      return outlivesEcho(state, turn) || !audibleResponse(state);
    }
    default:
      return false;
  }
}

/** More was said than the words known so far take. */
export function isLongForItsWords(state: TurnState, turn: OpenTurn): boolean {
  const wordsMs = turn.heard.ownWords.length * longestWordMs;
  const ownMs = turn.sound.echoMs > 0 ? turn.sound.ownMs : spokenMs(state, turn);
  return ownMs >= state.numbers.wordlessSpeechMs + wordsMs;
}

/** An echo ends soon after the reply was faded out: what still sounds by now is none. */
function outlivesEcho(state: TurnState, turn: OpenTurn): boolean {
  if (soundsOwn(turn)) return true;
  const fadedSample = fadedSampleOf(state);
  return fadedSample !== undefined && toMs(state.clockSample - fadedSample) >= state.numbers.echoAfterFadeMs;
}

/** The same of a sound that has ended; where the reply was not faded out, nothing speaks for an echo. */
function outlivedEcho(state: TurnState, turn: OpenTurn, { endSample }: TurnPause): boolean {
  if (soundsOwn(turn)) return true;
  const fadedSample = fadedSampleOf(state);
  return fadedSample === undefined || toMs(endSample - fadedSample) >= state.numbers.echoTailMs;
}

const fadedSampleOf = (state: TurnState): number | undefined =>
  state.response && spokenReply(state, state.response.responseId)?.fadedSample;

/** Of the words that show attention, said slowly. */
const longestWordMs = 400;

const isMisfire = ({ pause }: OpenTurn): boolean => pause?.stretch === 'misfire';
