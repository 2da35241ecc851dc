/**
 * The turn manager: every decision of the conversation, as a pure function. No clock, no I/O, no waiting: the same
 * state, event and time always give the same result, so that a log of events replays to the same decisions.
 */
import type { PlaybackProgress, PlaybackStarted } from '@cascade/contracts';
import { duckReply } from './ducking.ts';
import { announceTurn, interruptResponse } from './interruption.ts';
import { dropUnheardFiller, fillSilence, noteSilence, onToolPending, onToolSettled } from './patience.ts';
import { notePlayback, notePlaybackEnd, onReplyWords, onSpeechClause } from './reply-audio.ts';
import { beginWaitingResponse, onAnnouncementDue, onResponseCancel, onResponseCreate } from './responses.ts';
import { noteHeard } from './resume.ts';
import { forgetEcho } from './sound-over-reply.ts';
import { discardSpeculation, dropStaleSpeculation, onLoadChanged, speculate } from './speculation.ts';
import { Step } from './step.ts';
import { decideTurnEnd } from './turn-end.ts';
import type { TurnEffect, TurnReducerEvent } from './turn-events.ts';
import type { ActiveResponse, TurnState } from './turn-state.ts';
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
  'session-settings': (step, event) => {
    user.onSettings(step, event);
    dropStaleSpeculation(step);
    // What is left was prepared by instructions that may hold no longer.
    discardSpeculation(step, 'changed');
  },
  'conversation-changed': (step) => discardSpeculation(step, 'changed'),
  'audio-clock': () => {},
  'speech-start': user.onSpeechStart,
  'speech-resume': user.onSpeechResume,
  'speech-pause': user.onSpeechPause,
  'speech-silence': user.onSpeechSilence,
  'speech-end': user.onSpeechEnd,
  'speech-misfire': user.onSpeechMisfire,
  'transcript-partial': user.onTranscriptPartial,
  'transcript-final': user.onTranscriptFinal,
  'transcript-failed': user.onTranscriptFailed,
  'end-of-turn-score': user.onEndOfTurnScore,
  'sound-compared': user.onSoundCompared,
  'load-changed': onLoadChanged,
  'input-commit': user.onInputCommit,
  'input-clear': user.onInputClear,
  'response-create': onResponseCreate,
  'response-cancel': onResponseCancel,
  'announcement-due': onAnnouncementDue,
  'speech-clause': onSpeechClause,
  'reply-words': onReplyWords,
  'tool-pending': onToolPending,
  'tool-settled': onToolSettled,
  'playback-started': onPlayback,
  'playback-progress': onPlayback,
  'playback-done': (step, event) => {
    const { responseId } = event;
    notePlaybackEnd(step, event);
    noteHeard(step, event);
    forgetEcho(step, event);
    noteSilence(step, event);
    if (step.state.response?.responseId === responseId) step.update({ response: undefined });
  },
};

/** @param atMs the session's clock; only copied into effects, never compared */
export function reduceTurn(state: TurnState, event: TurnReducerEvent, atMs: number): TurnResult {
  const step = new Step(state, atMs);
  if ('atSample' in event && event.atSample > state.clockSample) step.update({ clockSample: event.atSample });
  (handlers[event.type] as (step: Step, event: TurnReducerEvent) => void)(step, event);
  dropStaleSpeculation(step);
  do {
    announceTurn(step);
    interruptResponse(step);
    decideTurnEnd(step);
  } while (user.closeNextCommit(step) || user.takeUpSpeech(step));
  duckReply(step);
  beginWaitingResponse(step);
  fillSilence(step);
  dropStaleSpeculation(step);
  speculate(step);
  return { state: step.state, effects: step.effects };
}

function onPlayback(step: Step, event: PlaybackStarted | PlaybackProgress): void {
  notePlayback(step, event);
  const { response, filler } = step.state;
  if (response?.responseId === event.responseId) {
    step.update({ response: heardUntil(response, event) });
    dropUnheardFiller(step, 'the answer is there');
  }
  if (filler?.responseId === event.responseId) step.update({ filler: heardUntil(filler, event) });
}

function heardUntil(response: ActiveResponse, event: PlaybackStarted | PlaybackProgress): ActiveResponse {
  // What is played inaudibly is not heard.
  const isHeard = event.type === 'playback-progress' && response.loudness !== 'faded';
  const playedMs = isHeard ? Math.max(response.playedMs, event.playedMs) : response.playedMs;
  return { ...response, audible: true, playedMs };
}
