/** What is said when nobody speaks: whether the user is still there, and that a tool takes its time. */
import type { PlaybackDone, ToolPending, ToolSettled } from '@cascade/contracts';
import { cancelFiller, requestFiller, requestReprompt } from './responses.ts';
import type { Step } from './step.ts';
import { createsResponses, type TurnState, toMs } from './turn-state.ts';

/** Beyond that a client has lost count: the oldest is taken for settled. */
const mostTools = 64;

export function onToolPending(step: Step, { callId }: ToolPending): void {
  const { tools, clockSample } = step.state;
  if (tools.some((tool) => tool.callId === callId)) return;
  step.update({ tools: [...tools, { callId, sinceSample: clockSample }].slice(-mostTools) });
}

export function onToolSettled(step: Step, { callId }: ToolSettled): void {
  const tools = step.state.tools.filter((tool) => tool.callId !== callId);
  step.update({ tools, busyUpToSample: step.state.clockSample });
  if (tools.length > 0) return;
  step.update({ fillers: 0 });
  dropUnheardFiller(step, 'the tool has answered');
}

/** A filler that is being heard ends by itself, within a second; one that is not yet heard would come after its use. */
export function dropUnheardFiller(step: Step, reason: string): void {
  if (step.state.filler?.audible === false) cancelFiller(step, 'client', reason);
}

/** A reply is over. A filler is none: it starts no wait for the user. */
export function noteSilence(step: Step, { responseId, playedMs }: PlaybackDone): void {
  const { filler, clockSample, replyHeard } = step.state;
  step.update({ busyUpToSample: clockSample });
  if (filler?.responseId === responseId) step.update({ filler: undefined });
  else step.update({ replyHeard: replyHeard || playedMs > 0 });
}

/** Says what is due by now. Called after everything else is decided. */
export function fillSilence(step: Step): void {
  if (!isQuiet(step.state) || !createsResponses(step.state)) return;
  if (step.state.tools.length > 0) fillToolWait(step);
  else reprompt(step);
}

/** Neither side speaks, or is about to. */
function isQuiet({ turn, voice, response, filler, owed, announcements }: TurnState): boolean {
  return !turn && !voice.speaking && !response?.audible && !filler && !owed && announcements.length === 0;
}

/** Since both sides have been quiet. */
const quietSample = ({ voice, busyUpToSample }: TurnState): number => Math.max(voice.endSample, busyUpToSample);

function fillToolWait(step: Step): void {
  const { tools, speaks, fillers, numbers, clockSample } = step.state;
  if (!speaks || fillers >= numbers.maxFillers) return;
  const sinceSample = Math.max(tools[0]!.sinceSample, quietSample(step.state));
  // The second time it takes longer to be worth a word.
  const waitMs = numbers.fillerAfterMs * (fillers === 0 ? 1 : numbers.fillerAgainFactor);
  if (toMs(clockSample - sinceSample) < waitMs) return;
  step.update({ fillers: fillers + 1 });
  requestFiller(step);
}

function reprompt(step: Step): void {
  const { response, repromptAfterMs, replyHeard, reprompts, numbers, clockSample } = step.state;
  if (response || repromptAfterMs === undefined || !replyHeard || reprompts >= numbers.maxReprompts) return;
  if (toMs(clockSample - quietSample(step.state)) < repromptAfterMs) return;
  step.update({ reprompts: reprompts + 1 });
  requestReprompt(step);
}
