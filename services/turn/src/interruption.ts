/** When a sound becomes speech that matters: it opens a turn, takes up the last one again, or stops a response. */
import { hasBelievedWords } from './believed-words.ts';
import { cancelFiller, cancelResponse } from './responses.ts';
import { audibleResponse, holdsEcho, wantsTheFloor } from './sound-over-reply.ts';
import type { Step } from './step.ts';
import { mayInterrupt, type OpenTurn, spokenMs, type TurnState, toMs } from './turn-state.ts';

/** The committed turn that speech from `startSample` on would continue: answered by a reply hardly heard yet. */
export function continuedTurn(state: TurnState, startSample: number) {
  const { lastCommitted, response, numbers } = state;
  if (!lastCommitted || !response || !mayInterrupt(state)) return undefined;
  const itsOwnReply = response.turnId === lastCommitted.turnId && response.cause === 'turn';
  const soon = toMs(startSample - lastCommitted.endSample) <= numbers.reopenWithinMs;
  return itsOwnReply && response.playedMs < numbers.reopenPlayedMs && soon ? lastCommitted : undefined;
}

/** Words, or a stretch long enough to be some: a click is neither. Over a reply, only what wants the floor. */
function isProvenSpeech(state: TurnState, turn: OpenTurn): boolean {
  if (turn.over || audibleResponse(state)) return wantsTheFloor(state, turn);
  const lasted = turn.pause?.stretch !== 'misfire' && spokenMs(state, turn) >= state.numbers.minTurnSpeechMs;
  return lasted || hasBelievedWords(state, turn);
}

/**
 * Tells of the open turn once it is one. Nobody is disturbed by a new turn while no response is active, so it is told
 * at once; over a response, only speech that has proven to be speech counts.
 */
export function announceTurn(step: Step): void {
  const { turn, response } = step.state;
  if (!turn || turn.announced) return;
  if (turn.kind === 'continuation' && (response?.turnId !== turn.turnId || holdsEcho(turn))) {
    makeNewTurn(step);
  }
  const open = step.state.turn!;
  const proven = isProvenSpeech(step.state, open);
  if (open.kind === 'continuation') {
    if (proven) reopenTurn(step, open);
    return;
  }
  // What began over a reply may be its echo or a backchannel, also when the reply has ended meanwhile.
  if ((!response && !open.over) || proven || open.closing) startTurn(step, open);
}

/** What is being said is a turn of its own: the reply that it would have taken back is over, or was heard first. */
function makeNewTurn(step: Step): void {
  const turn = step.state.turn!;
  step.updateTurn({ turnId: step.nextTurnId(), kind: 'new', scoreFromSample: turn.startSample });
}

function startTurn(step: Step, { turnId, startSample, probability, closing }: OpenTurn): void {
  step.updateTurn({ announced: true });
  const sure = probability === undefined ? '' : `, speech probability ${probability.toFixed(2)}`;
  const reason = closing ? 'the client committed the input' : `speech from sample ${startSample}${sure}`;
  step.decide('turn-start', turnId, reason);
  step.emit({ type: 'turn-started', turnId, startSample, atMs: step.atMs });
}

function reopenTurn(step: Step, turn: OpenTurn): void {
  const { response, lastCommitted } = step.state;
  step.updateTurn({ announced: true });
  const gapMs = Math.round(toMs(turn.startSample - (lastCommitted?.endSample ?? turn.startSample)));
  const heard = `${Math.round(response?.playedMs ?? 0)} ms of the reply heard`;
  step.decide('reopen', turn.turnId, `the user went on ${gapMs} ms after the last word, ${heard}`);
  cancelResponse(step, 'reopened');
  step.emit({ type: 'turn-started', turnId: turn.turnId, startSample: turn.startSample, atMs: step.atMs });
}

/** Stops the response when the user has spoken into it for long enough. */
export function interruptResponse(step: Step): void {
  const { turn, response, numbers } = step.state;
  if (!turn?.announced || turn.closing || !mayInterrupt(step.state)) return;
  cancelFiller(step, 'barge-in', 'the user is speaking');
  if (!response || turn.pause?.stretch === 'misfire') return;
  const spoken = spokenMs(step.state, turn, response.requestedAtSample);
  // A turn that was told of before the response was asked for has proven nothing against it.
  if (!turn.over && spoken < numbers.interruptSpeechMs) return;
  const heard = `${Math.round(response.playedMs)} ms of ${response.responseId} heard`;
  step.decide('barge-in', response.turnId, `the user has spoken for ${Math.round(spoken)} ms, ${heard}`);
  cancelResponse(step, 'barge-in');
}
