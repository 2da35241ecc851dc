import { isKnownShortUtterance } from './completeness.ts';
import { type OpenTurn, spokenMs, type TurnState } from './turn-state.ts';

/**
 * Whether the transcript of a pause is taken at its word. A click may bring a word out of a recognizer, so of sounds
 * that the detector called too short (`noise`), or has not yet confirmed and that are very short (`unconfirmed`), only
 * known short answers and commands are believed.
 */
export type Trust = 'believed' | 'unconfirmed' | 'noise';

export function trustInWords(state: TurnState, turn: OpenTurn, text: string): Trust {
  if (!turn.pause || isKnownShortUtterance(text)) return 'believed';
  if (turn.pause.stretch === 'misfire') return 'noise';
  const short = spokenMs(state, turn) < state.numbers.minTurnSpeechMs;
  return short && turn.pause.stretch === 'open' && !turn.confirmed ? 'unconfirmed' : 'believed';
}

/** The open turn holds words that are believed. */
export function hasBelievedWords(state: TurnState, turn: OpenTurn): boolean {
  const transcript = turn.pause?.transcript;
  if (!transcript || !('text' in transcript) || transcript.text === '') return false;
  return trustInWords(state, turn, transcript.text) === 'believed';
}
