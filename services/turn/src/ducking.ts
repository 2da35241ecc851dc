/** Quieter at the first sound over a reply, before it is clear what it is; as loud as before when it was nothing. */
import { noteFaded } from './reply-audio.ts';
import { isLongForItsWords, isNoTurn, isSureEcho, judgeSound, mayBeEcho, type SoundKind } from './sound-over-reply.ts';
import type { Step } from './step.ts';
import { type Loudness, mayInterrupt, type OpenTurn, spokenMs, type TurnState } from './turn-state.ts';
import { silenceOf } from './turn-wait.ts';

const soundInWords: Readonly<Record<SoundKind, string>> = {
  unknown: 'no words',
  echo: 'an echo of the reply',
  unclear: 'no message',
  backchannel: 'a backchannel',
  answer: 'an answer',
  command: 'a command',
  words: 'words',
};

/** Brings the loudness of the reply in line with what is heard over it. */
export function duckReply(step: Step): void {
  const { state } = step;
  const { turn, response } = state;
  if (!response) return;
  const sound = turn && judgeSound(turn);
  const loudness = turn && sound && mayInterrupt(state) ? loudnessUnder(state, turn, sound) : 'full';
  // A reply that begins while somebody speaks begins faded out; before that there is nothing to play quieter.
  if (loudness === response.loudness || (!response.audible && loudness === 'ducked')) return;
  const ducked = loudness !== 'full';
  const faded = loudness === 'faded';
  const reason = `${faded ? 'faded out: ' : ''}${reasonOf(state, turn, sound)}`;
  step.decide(ducked ? 'duck' : 'unduck', turn?.turnId ?? response.turnId, reason);
  step.emit({ type: 'playback-ducked', responseId: response.responseId, ducked, faded, atMs: step.atMs });
  step.update({ response: { ...response, loudness } });
  noteFaded(step, response.responseId, faded);
}

/**
 * Quieter at the first sound; faded out once it has lasted as long as speech that interrupts, unless it is known by then
 * to be nothing: whoever interrupts is not talked over while the recognizer still looks for words.
 */
function loudnessUnder(state: TurnState, turn: OpenTurn, sound: SoundKind): Loudness {
  if (turn.closing || (sound === 'echo' && isSureEcho(state, turn))) return 'full';
  // Where echoes are heard, every clause would duck the reply: only words of the user's own do.
  if (sound === 'unknown' && mayBeEcho(state, turn)) return 'full';
  const { pause } = turn;
  const before = state.response?.loudness ?? 'full';
  if (pause) {
    const isOver = pause.stretch !== 'open' || silenceOf(state, pause) >= state.numbers.unduckSilenceMs;
    return isOver ? 'full' : before;
  }
  // A first word of a backchannel may be one of something else.
  if (sound === 'backchannel') return before === 'faded' || isLongForItsWords(state, turn) ? 'faded' : 'ducked';
  return spokenMs(state, turn) >= state.numbers.fadeSpeechMs ? 'faded' : 'ducked';
}

function reasonOf(state: TurnState, turn: OpenTurn | undefined, sound: SoundKind | undefined): string {
  if (!turn || !sound) return 'the sound over the reply is over';
  return `${soundInWords[sound]} in ${Math.round(spokenMs(state, turn))} ms of sound over the reply`;
}

/** Too short to be taken for an interruption, whatever they are. */
export const briefWords = 'brief words';

/** What a sound over a reply was, when it was nothing to answer. */
export function nothingIn(turn: OpenTurn): string | undefined {
  if (turn.over === undefined || turn.closing) return undefined;
  const sound = judgeSound(turn);
  if (isNoTurn(sound)) return soundInWords[sound];
  const { transcript } = turn.pause ?? {};
  const hasWords = transcript !== undefined && 'text' in transcript && transcript.text !== '';
  return !turn.announced && hasWords && (sound === 'words' || sound === 'unknown') ? briefWords : undefined;
}
