/**
 * A response prepared before its turn has ended: begun as soon as a pause has words, wanted when the turn ends with
 * these words, thrown away when it does not. Changes nothing about when turns end.
 */
import { isInForce, type LoadChanged, type ResponseDiscarded } from '@cascade/contracts';
import { hasBelievedWords } from './believed-words.ts';
import type { Step } from './step.ts';
import { createsResponses, type TurnState } from './turn-state.ts';
import { requiredWait, silenceOf } from './turn-wait.ts';

type DiscardCause = ResponseDiscarded['cause'];

const causeInWords: Readonly<Record<DiscardCause, string>> = {
  resumed: 'the user has gone on',
  changed: 'the transcript or the conversation has changed',
  abandoned: 'the turn is not to be answered',
  shed: 'the machine has no time for it',
};

const isShed = ({ load }: TurnState) => isInForce('no-speculation', load);

export function onLoadChanged(step: Step, { measure }: LoadChanged): void {
  step.update({ load: measure });
}

/** Throws away what was prepared as soon as the turn is not what it was prepared for. Called before anything is decided. */
export function dropStaleSpeculation(step: Step): void {
  const cause = staleBecause(step.state);
  if (cause) discardSpeculation(step, cause);
}

function staleBecause(state: TurnState): DiscardCause | undefined {
  const { speculation, turn } = state;
  if (!speculation) return undefined;
  if (!createsResponses(state)) return 'abandoned';
  if (isShed(state)) return 'shed';
  if (turn?.turnId !== speculation.turnId || !turn.pause) return 'resumed';
  const { transcript } = turn.pause;
  // Between a commit of the client and its transcript nothing is known against it.
  if (transcript === undefined) return turn.closing ? undefined : 'changed';
  return 'text' in transcript && transcript.text === speculation.text ? undefined : 'changed';
}

export function discardSpeculation(step: Step, cause: DiscardCause): void {
  const { speculation } = step.state;
  if (!speculation) return;
  const { responseId, turnId } = speculation;
  step.decide('discard', turnId, `${responseId} is discarded: ${causeInWords[cause]}`);
  step.emit({ type: 'response-discarded', responseId, turnId, cause, atMs: step.atMs });
  step.update({ speculation: undefined });
}

/** Begins to prepare the answer to the open turn, unless it has to wait for long still, or is prepared already. */
export function speculate(step: Step): void {
  const { state } = step;
  const { turn, response, speculation, numbers } = state;
  const pause = turn?.pause;
  if (!pause || turn.closing || !turn.announced || response || speculation) return;
  if (!numbers.speculation || !createsResponses(state) || isShed(state) || !hasBelievedWords(state, turn)) return;
  const { transcript } = pause;
  const text = transcript && 'text' in transcript ? transcript.text : '';
  const wait = requiredWait(state, turn, pause, text);
  const silenceMs = silenceOf(state, pause);
  if (!wait || wait.silenceMs - silenceMs > numbers.speculateAheadMs) return;
  const { turnId } = turn;
  const responseId = step.nextResponseId();
  const silence = `${Math.round(silenceMs)} of ${Math.round(wait.silenceMs)} ms of silence`;
  step.decide('speculate', turnId, `${responseId} is prepared after ${silence}: ${wait.evidence}`);
  step.emit({ type: 'response-speculated', responseId, turnId, text, atMs: step.atMs });
  step.update({ speculation: { responseId, turnId, text } });
}

/**
 * The id of what was prepared, when it is what is now requested. Everything else that was prepared is thrown away: there
 * is never a speculation beside a response.
 */
export function claimSpeculation(step: Step, cause: string, turnId: string): string | undefined {
  const { speculation, turn } = step.state;
  if (!speculation) return undefined;
  if (cause === 'turn' && !turn && speculation.turnId === turnId) {
    step.update({ speculation: undefined });
    return speculation.responseId;
  }
  discardSpeculation(step, 'changed');
  return undefined;
}
