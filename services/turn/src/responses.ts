/** The assistant's side: at most one response at a time, what is owed, and what waits to be announced. */
import type { AnnouncementDue, ResponseCancelled, ResponseRequested } from '@cascade/contracts';
import type { Step } from './step.ts';

type Cause = ResponseRequested['cause'];

const causeInWords: Readonly<Record<Cause, string>> = {
  turn: 'answering the turn',
  client: 'the client asked for a response',
  announcement: 'an announcement was due and both sides are quiet',
  apology: 'the speech could not be recognized: asking for it again',
};

/** Only when there is no response. */
function request(step: Step, cause: Cause, turnId: string, announcement?: string): void {
  const responseId = step.nextResponseId();
  const { lastCommitted, clockSample } = step.state;
  step.decide(cause === 'announcement' ? 'announce' : 'respond', turnId, `${causeInWords[cause]}: ${responseId}`);
  const said = announcement === undefined ? {} : { announcement };
  step.emit({ type: 'response-requested', responseId, turnId, cause, ...said, atMs: step.atMs });
  step.update({
    response: { responseId, turnId, cause, announcement, requestedAtSample: clockSample, audible: false, playedMs: 0 },
  });
  if (lastCommitted?.turnId === turnId) step.update({ lastCommitted: { ...lastCommitted, answered: true } });
}

/** Frees the response at once, so that a lost `playback-done` can hold up nothing. */
export function cancelResponse(step: Step, cause: ResponseCancelled['cause']): void {
  const { response, announcements } = step.state;
  if (!response) return;
  step.emit({ type: 'response-cancelled', responseId: response.responseId, cause, atMs: step.atMs });
  step.update({ response: undefined });
  // An announcement that nobody has heard any of is still due.
  const unheard = response.cause === 'announcement' && response.playedMs === 0;
  if (unheard && cause === 'barge-in') step.update({ announcements: [response.announcement ?? '', ...announcements] });
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
    request(step, owed.cause, owed.turnId, owed.cause === 'apology' ? numbers.apology : undefined);
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
  const { response, owed } = step.state;
  const turnId = response?.turnId ?? owed?.turnId;
  if (turnId === undefined) {
    step.decide('ignore', step.currentTurnId(), 'the client cancelled, but no response is active');
    return;
  }
  const when = response ? `after ${Math.round(response.playedMs)} ms were heard` : 'before the response began';
  step.decide('cancel', turnId, `the client cancelled ${when}`);
  step.update({ owed: undefined });
  cancelResponse(step, 'client');
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
