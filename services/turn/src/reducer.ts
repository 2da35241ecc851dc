/**
 * The turn manager: every decision of the conversation, as a pure function. No clock, no I/O, no waiting: the same
 * state, event and time always give the same result, so that a log of events replays to the same decisions.
 */
import type { PlaybackProgress, PlaybackStarted } from '@cascade/contracts';
import { announceTurn, interruptResponse } from './interruption.ts';
import { beginWaitingResponse, onAnnouncementDue, onResponseCancel, onResponseCreate } from './responses.ts';
import { Step } from './step.ts';
import { decideTurnEnd } from './turn-end.ts';
import type { TurnEffect, TurnReducerEvent } from './turn-events.ts';
import type { TurnState } from './turn-state.ts';
import * as user from './user-turn.ts';

export interface TurnResult {
  readonly state: TurnState;
  /** In the order in which they happened. */
  readonly effects: readonly TurnEffect[];
}

type Handlers = {
  readonly [Type in TurnReducerEvent['type']]: (step: Step, event: Extract<TurnReducerEvent, { type: Type }>) => void;
};

/** What each event changes by itself; what follows from it is decided afterwards, the same way for all. */
const handlers: Handlers = {
  'session-settings': user.onSettings,
  'audio-clock': () => {},
  'speech-start': user.onSpeechStart,
  'speech-resume': user.onSpeechResume,
  'speech-pause': user.onSpeechPause,
  'speech-silence': user.onSpeechSilence,
  'speech-end': user.onSpeechEnd,
  'speech-misfire': user.onSpeechMisfire,
  'transcript-partial': () => {},
  'transcript-final': user.onTranscriptFinal,
  'transcript-failed': user.onTranscriptFailed,
  'end-of-turn-score': user.onEndOfTurnScore,
  'input-commit': user.onInputCommit,
  'input-clear': user.onInputClear,
  'response-create': onResponseCreate,
  'response-cancel': onResponseCancel,
  'announcement-due': onAnnouncementDue,
  'playback-started': onPlayback,
  'playback-progress': onPlayback,
  'playback-done': (step, { responseId }) => {
    if (step.state.response?.responseId === responseId) step.update({ response: undefined });
  },
};

/** @param atMs the session's clock; only copied into effects, never compared */
export function reduceTurn(state: TurnState, event: TurnReducerEvent, atMs: number): TurnResult {
  const step = new Step(state, atMs);
  if ('atSample' in event && event.atSample > state.clockSample) step.update({ clockSample: event.atSample });
  (handlers[event.type] as (step: Step, event: TurnReducerEvent) => void)(step, event);
  do {
    announceTurn(step);
    interruptResponse(step);
    decideTurnEnd(step);
  } while (user.closeNextCommit(step) || user.takeUpSpeech(step));
  beginWaitingResponse(step);
  return { state: step.state, effects: step.effects };
}

function onPlayback(step: Step, event: PlaybackStarted | PlaybackProgress): void {
  const { response } = step.state;
  if (response?.responseId !== event.responseId) return;
  const playedMs = event.type === 'playback-progress' ? Math.max(response.playedMs, event.playedMs) : response.playedMs;
  step.update({ response: { ...response, audible: true, playedMs } });
}
