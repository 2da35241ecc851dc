/** The end of the user's turn: commit it, give it up, or go on waiting. */
import { trustInWords } from './believed-words.ts';
import { briefWords, nothingIn } from './ducking.ts';
import { cancelResponse, oweResponse } from './responses.ts';
import { resumeAfter } from './resume.ts';
import { noteDeadEcho } from './sound-over-reply.ts';
import { discardSpeculation } from './speculation.ts';
import type { Step } from './step.ts';
import { createsResponses, mayInterrupt, type OpenTurn, spokenMs, type TurnPause } from './turn-state.ts';
import { requiredWait, silenceOf, type Wait } from './turn-wait.ts';

const round = (value: number) => Math.round(value);

/** Looks whether the open turn ends now. Called after every event: each may have brought what was missing. */
export function decideTurnEnd(step: Step): void {
  const { turn, numbers } = step.state;
  const pause = turn?.pause;
  if (!turn || !pause) return;
  const silence = silenceOf(step.state, pause);
  if (pause.transcript === undefined) {
    const late = silence >= numbers.transcriptTimeoutMs;
    if (late) failTurn(step, turn, `no transcript came within ${round(silence)} ms of silence`);
  } else if ('failed' in pause.transcript) {
    decideFailed(step, turn, pause, silence);
  } else if (turn.closing) {
    const { text } = pause.transcript;
    if (text === '') comeToNothing(step, turn, 'the client committed audio without words');
    else commitTurn(step, turn, pause, text, 'the client committed the input');
  } else {
    decideByWords(step, turn, pause, pause.transcript.text, silence);
  }
}

/** The user may still go on, and the next transcript may succeed: the apology waits as an empty transcript does. */
function decideFailed(step: Step, turn: OpenTurn, pause: TurnPause, silence: number): void {
  const { numbers } = step.state;
  if (pause.stretch === 'misfire') comeToNothing(step, turn, 'a sound too short to be speech could not be recognized');
  else if (turn.closing || silence >= numbers.endOfTurn.emptySilenceMs) failTurn(step, turn, 'the recognizer failed');
}

function decideByWords(step: Step, turn: OpenTurn, pause: TurnPause, text: string, silence: number): void {
  const trust = trustInWords(step.state, turn, text);
  const spoken = round(spokenMs(step.state, turn));
  const neverConfirmed = trust === 'unconfirmed' && silence >= step.state.numbers.transcriptTimeoutMs;
  if (trust === 'noise' || neverConfirmed) {
    comeToNothing(step, turn, `${spoken} ms of sound were too short to be speech`);
    return;
  }
  const nothing = nothingIn(turn);
  if (nothing) {
    // Soon, so that what is said after it is judged by itself.
    const settled = silence >= step.state.numbers.nothingSilenceMs;
    if (!settled) return;
    if (nothing === briefWords) noteDeadEcho(step);
    comeToNothing(step, turn, `only ${nothing} in ${spoken} ms of sound over the reply`);
    return;
  }
  const wait = requiredWait(step.state, turn, pause, text);
  if (!wait) return;
  if (silence < wait.silenceMs) {
    tellWait(step, turn, pause, wait);
  } else if (trust === 'believed') {
    const after = `after ${round(silence)} ms of silence (needed ${round(wait.silenceMs)})`;
    if (text === '') comeToNothing(step, turn, `no words in ${spoken} ms of speech, given up ${after}`);
    else commitTurn(step, turn, pause, text, `end of turn: ${wait.evidence}, ${after}`);
  }
}

function tellWait(step: Step, turn: OpenTurn, pause: TurnPause, { silenceMs, evidence }: Wait): void {
  if (!turn.announced || pause.scoring || pause.toldWaitMs === silenceMs) return;
  step.decide('wait', turn.turnId, `waiting for ${round(silenceMs)} ms of silence: ${evidence}`);
  step.updatePause({ toldWaitMs: silenceMs });
}

/** The turn is over and will be used; a response is owed where the session wants one. */
function commitTurn(step: Step, turn: OpenTurn, pause: TurnPause, text: string, reason: string): void {
  const { turnId, startSample, scoreFromSample, mistakenForEndMs } = turn;
  const { endSample } = pause;
  step.decide('commit', turnId, reason);
  const continued = turn.kind === 'continuation';
  step.emit({ type: 'turn-committed', turnId, text, startSample, endSample, atMs: step.atMs, continued });
  useUp(step, endSample);
  step.update({
    turn: undefined,
    stopped: undefined,
    reprompts: 0,
    replyHeard: false,
    lastCommitted: { turnId, scoreFromSample, endSample, mistakenForEndMs, answered: false },
  });
  if (!createsResponses(step.state)) return;
  const { response } = step.state;
  if (response && mayInterrupt(step.state)) {
    step.decide('barge-in', response.turnId, `a whole new turn was said over ${response.responseId}`);
    cancelResponse(step, 'barge-in');
  }
  oweResponse(step, 'turn', turnId);
}

/** A sound that held nothing to answer: what it stopped goes on. */
function comeToNothing(step: Step, turn: OpenTurn, reason: string): void {
  const { stopped } = step.state;
  abandonTurn(step, turn, reason);
  resumeAfter(step, turn, stopped);
}

/** Nothing to answer. A continuation that came to nothing leaves the turn before it to be answered as it stood. */
export function abandonTurn(step: Step, turn: OpenTurn, reason: string, endSample = endOf(step, turn)): void {
  releaseTurn(step, turn, reason, endSample);
  useUp(step, endSample);
}

/** The same, but what was said stays unused: it belongs to the client's next commit. */
export function releaseTurn(step: Step, turn: OpenTurn, reason: string, endSample = endOf(step, turn)): void {
  const answerAgain = turn.kind === 'continuation' && turn.announced;
  giveUp(step, turn, answerAgain ? `${reason}: the turn is answered as it stood` : reason, endSample);
  if (answerAgain && createsResponses(step.state)) oweResponse(step, 'turn', turn.turnId);
}

/** Speech that could not be recognized: say so. What was never taken for speech (a noise over a reply) needs no apology. */
function failTurn(step: Step, turn: OpenTurn, reason: string): void {
  const endSample = endOf(step, turn);
  giveUp(step, turn, reason, endSample);
  useUp(step, endSample);
  if (turn.announced && createsResponses(step.state)) oweResponse(step, 'apology', turn.turnId);
}

const endOf = (step: Step, { startSample, pause }: OpenTurn): number =>
  Math.max(startSample, pause?.endSample ?? step.state.clockSample);

function giveUp(step: Step, turn: OpenTurn, reason: string, endSample: number): void {
  const { turnId, startSample, announced } = turn;
  step.decide('ignore', turnId, reason);
  discardSpeculation(step, 'abandoned');
  if (announced) step.emit({ type: 'turn-abandoned', turnId, startSample, endSample, atMs: step.atMs });
  step.update({ turn: undefined, stopped: undefined });
}

/** The recognizer begins anew after `endSample`. */
function useUp(step: Step, endSample: number): void {
  step.emit({ type: 'utterance-boundary', endSample });
  step.update({ usedUpToSample: Math.max(step.state.usedUpToSample, endSample) });
}
