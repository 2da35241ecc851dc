/** The assistant's side: at most one response at a time, what is owed, and what waits to be announced. */
import type { AnnouncementDue, DecisionKind, ResponseCancelled, ResponseRequested } from '@cascade/contracts';
import { claimSpeculation } from './speculation.ts';
import type { Step } from './step.ts';
import type { ActiveResponse } from './turn-state.ts';

type Cause = ResponseRequested['cause'];

const causeInWords: Readonly<Record<Cause, string>> = {
  turn: 'answering the turn',
  client: 'the client asked for a response',
  announcement: 'an announcement was due and both sides are quiet',
  apology: 'the speech could not be recognized: asking for it again',
  resumed: 'the response was stopped by mistake and goes on where it was heard',
  reprompt: 'both sides are quiet: asking whether the user is still there',
  filler: 'a tool takes long and both sides are quiet',
};

const decisionOf: Readonly<Partial<Record<Cause, DecisionKind>>> = {
  announcement: 'announce',
  resumed: 'resume',
  reprompt: 'reprompt',
  filler: 'filler',
};

/** Only when there is no response. */
function request(step: Step, cause: Cause, turnId: string, announcement?: string): void {
  const response = begin(step, cause, turnId, announcement);
  // Another response takes the place of what was stopped.
  step.update({ response, stopped: undefined });
  const { lastCommitted } = step.state;
  if (lastCommitted?.turnId === turnId) step.update({ lastCommitted: { ...lastCommitted, answered: true } });
}

function begin(step: Step, cause: Cause, turnId: string, announcement?: string): ActiveResponse {
  const prepared = claimSpeculation(step, cause, turnId);
  const responseId = prepared ?? step.nextResponseId();
  step.decide(decisionOf[cause] ?? 'respond', turnId, `${causeInWords[cause]}: ${responseId}`);
  const said = announcement === undefined ? {} : { announcement };
  const ahead = prepared === undefined ? {} : { speculated: true };
  step.emit({ type: 'response-requested', responseId, turnId, cause, ...said, ...ahead, atMs: step.atMs });
  const requestedAtSample = step.state.clockSample;
  return {
    responseId,
    turnId,
    cause,
    announcement,
    requestedAtSample,
    audible: false,
    playedMs: 0,
    loudness: 'full',
  };
}

/** Beside the response, which is not heard yet: what answers the user never waits for it to be asked for. */
export function requestFiller(step: Step): void {
  step.update({ filler: begin(step, 'filler', step.nextTurnId(), step.state.numbers.filler) });
}

export function requestReprompt(step: Step): void {
  request(step, 'reprompt', step.nextTurnId(), step.state.numbers.reprompt);
}

/** @param reason undefined when a decision tells of it already */
export function cancelFiller(step: Step, cause: 'barge-in' | 'client', reason?: string): void {
  const { filler } = step.state;
  if (!filler) return;
  if (reason !== undefined) step.decide('cancel', filler.turnId, `${reason}: ${filler.responseId} is not needed`);
  step.emit({ type: 'response-cancelled', responseId: filler.responseId, cause, atMs: step.atMs });
  step.update({ filler: undefined });
}

/** Frees the response at once, so that a lost `playback-done` can hold up nothing. */
export function cancelResponse(step: Step, cause: ResponseCancelled['cause']): void {
  const { response, announcements } = step.state;
  if (!response) return;
  step.emit({ type: 'response-cancelled', responseId: response.responseId, cause, atMs: step.atMs });
  step.update({ response: undefined });
  // An announcement that nobody has heard any of is still due.
  const unheard = response.cause === 'announcement' && response.playedMs === 0;
  if (cause !== 'barge-in') return;
  if (unheard) step.update({ announcements: [response.announcement ?? '', ...announcements] });
  else noteStopped(step, response);
}

/** Remembers a response that the open turn stops, until it is known what that turn is. */
function noteStopped(step: Step, response: ActiveResponse): void {
  const { turn } = step.state;
  const worthResuming = response.cause !== 'reprompt' && response.cause !== 'filler';
  if (!turn || !worthResuming) return;
  const { responseId, turnId, cause, playedMs } = response;
  step.update({ stopped: { responseId, turnId, cause, playedMs, byTurnId: turn.turnId, heardText: undefined } });
}

/**
 * A response that begins as soon as the present one is over and the user has no turn open. A newer one replaces it
 * (one answer to both), but an apology never replaces an answer.
 */
export function oweResponse(step: Step, cause: 'turn' | 'client' | 'apology', turnId: string): void {
  const { response, owed } = step.state;
  if (cause === 'apology' && owed) return;
  if (response) step.decide('wait', turnId, `the answer waits until ${response.responseId} has been spoken`);
  step.update({ owed: { cause, turnId } });
}

/** Begins what is owed or due, once nothing stands in its way. */
export function beginWaitingResponse(step: Step): void {
  const { response, turn, owed, announcements, voice, numbers } = step.state;
  if (response || turn) return;
  if (owed) {
    step.update({ owed: undefined });
    request(step, owed.cause, owed.turnId, owed.cause === 'apology' ? numbers.apology : owed.announcement);
    return;
  }
  const [announcement, ...later] = announcements;
  if (announcement === undefined || voice.speaking) return;
  step.update({ announcements: later });
  request(step, 'announcement', step.nextTurnId(), announcement);
}

export function onResponseCreate(step: Step): void {
  const { response, respond, turn, lastCommitted } = step.state;
  if (!respond || response) {
    const why = response ? `while ${response.responseId} is active` : 'in a session without any';
    step.decide('ignore', step.currentTurnId(), `the client asked for a response ${why}`);
  } else if (turn?.closing) {
    // A commit just before it is still being transcribed: its text belongs to what is answered.
    step.update({ owed: { cause: 'client', turnId: turn.turnId } });
  } else {
    step.update({ owed: undefined });
    request(step, 'client', lastCommitted && !lastCommitted.answered ? lastCommitted.turnId : step.nextTurnId());
  }
}

/** The client wants quiet: what was about to be answered is dropped too. Announcements stay due. */
export function onResponseCancel(step: Step): void {
  const { response, owed, stopped, filler } = step.state;
  const turnId = response?.turnId ?? owed?.turnId ?? stopped?.turnId ?? filler?.turnId;
  if (turnId === undefined) {
    step.decide('ignore', step.currentTurnId(), 'the client cancelled, but no response is active');
    return;
  }
  const began = response ?? (owed ? undefined : (stopped ?? filler));
  const when = began ? `after ${Math.round(began.playedMs)} ms were heard` : 'before the response began';
  step.decide('cancel', turnId, `the client cancelled ${when}`);
  step.update({ owed: undefined, stopped: undefined });
  cancelResponse(step, 'client');
  cancelFiller(step, 'client');
}

export function onAnnouncementDue(step: Step, { text }: AnnouncementDue): void {
  const { respond, announcements, numbers } = step.state;
  if (respond && announcements.length < numbers.maxAnnouncements) {
    step.update({ announcements: [...announcements, text] });
    return;
  }
  const why = respond ? `while ${announcements.length} wait already` : 'in a session without responses';
  step.decide('ignore', step.currentTurnId(), `an announcement was due ${why}`);
}
