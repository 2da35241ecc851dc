import { CascadeError, type ErrorCode } from '@cascade/contracts';
import type { Preparation, Tool, ToolArguments, ToolContext } from './tool.ts';

export type ToolOutcome = Preparation | ToolFailure;
export interface ToolFailure {
  readonly type: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  readonly speech: string;
}

export interface RunOptions {
  /** Only say what would be done. */
  readonly prepare: boolean;
  /** Called once when the tool is slow: the user is told that it is being worked on. */
  onSlow(filler: string): void;
}

/**
 * One call of a tool, no longer than its time-out. A change that comes true after that is taken back: the user was told that
 * it did not work.
 *
 * @throws CascadeError `cancelled` when the answer is not wanted any more
 */
export async function runTool(
  tool: Tool,
  callArguments: ToolArguments,
  context: ToolContext,
  { prepare, onSlow }: RunOptions,
): Promise<ToolOutcome> {
  const late = new AbortController();
  const signal = AbortSignal.any([context.signal, late.signal]);
  const stopFiller = context.clock.setTimer(tool.filler.afterMs, () => onSlow(tool.filler.say));
  const { promise: timedOut, reject } = Promise.withResolvers<never>();
  const stopTimer = context.clock.setTimer(tool.timeoutMs, () =>
    reject(new CascadeError('tool_failed', `${tool.name}: no result within ${tool.timeoutMs} ms`)),
  );
  const stopped = () => reject(new CascadeError('cancelled', `${tool.name}: its result is not wanted any more.`));
  context.signal.addEventListener('abort', stopped, { once: true });
  const call = prepare && tool.prepare ? tool.prepare.bind(tool) : tool.run.bind(tool);
  const work = (async () => call(callArguments, { ...context, signal }))();
  try {
    return await Promise.race([work, timedOut]);
  } catch (error) {
    late.abort();
    if (context.signal.aborted) throw CascadeError.from(error, 'cancelled', `${tool.name}: not wanted any more.`);
    const failure = CascadeError.from(error, 'tool_failed', `${tool.name}: ${String(error)}`);
    if (tool.sideEffect !== 'read' && !prepare) takeBackWhenDone(work, context);
    return { type: 'failed', code: failure.code, message: failure.message, speech: failureSpeech(tool, prepare) };
  } finally {
    stopFiller();
    stopTimer();
    context.signal.removeEventListener('abort', stopped);
  }
}

function takeBackWhenDone(work: Promise<unknown>, { store, userId, key }: ToolContext): void {
  const takeBack = () => store.undo(userId, key).catch(() => false);
  work.then(takeBack, takeBack);
}

const failureSpeech = ({ sideEffect }: Tool, prepare: boolean): string =>
  sideEffect === 'read' || prepare
    ? "Sorry, I couldn't find that out just now."
    : "Sorry, that didn't work, so nothing was changed. Please try again.";
