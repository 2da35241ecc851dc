import type { PlanRequest } from '@cascade/contracts';
import { plannerCallPrefix } from './conversation.ts';
import type { ResponseOutput } from './response-output.ts';
import type { Pending } from './tools/dialogue.ts';
import type { ToolOutcome } from './tools/run-tool.ts';
import { type CallOfTurn, recordedOutput, type SessionTools } from './tools/session-tools.ts';
import type { Tool, ToolArguments } from './tools/tool.ts';
import type { ToolDecision } from './tools/tool-decision.ts';

export interface ToolAnswerParts {
  readonly tools: SessionTools;
  readonly output: ResponseOutput;
  /** Notes what the answer leaves open, at the commit. */
  leaveOpen(pending: Pending | undefined): void;
}

/** Runs a tool and puts its call on record. @throws CascadeError `cancelled` */
export async function callTool(
  { tools, output, leaveOpen }: ToolAnswerParts,
  tool: Tool,
  callArguments: ToolArguments,
  { confirmed, index, call }: { readonly confirmed: boolean; readonly index: number; readonly call: CallOfTurn },
): Promise<ToolOutcome> {
  const trace = output.trace();
  const traced = { ...call, context: { ...call.context, ...trace } };
  const outcome = await tools.call(tool, callArguments, confirmed, traced);
  output.call(
    {
      callId: callIdOf(call.request, index),
      name: tool.name,
      arguments: JSON.stringify(callArguments),
      runsAt: 'planner',
      output: recordedOutput(outcome),
      ...(outcome.type === 'done' && outcome.documentIds && { documentIds: outcome.documentIds }),
    },
    trace,
  );
  const pending = tools.pendingAfter(tool, callArguments, outcome);
  if (pending) leaveOpen(pending);
  return outcome;
}

/** Answers with what was decided by words. @throws CascadeError `cancelled` */
export async function answerWithTool(parts: ToolAnswerParts, decision: ToolDecision, call: CallOfTurn): Promise<void> {
  const { output } = parts;
  if (decision.type === 'say') return output.say(decision.text, { source: 'fast-path' });
  const { tool, arguments: callArguments, confirmed } = decision;
  const outcome = await callTool(parts, tool, callArguments, { confirmed, index: 0, call });
  const { speech } = outcome;
  if (outcome.type === 'failed') return output.say(speech, { source: 'apology', code: outcome.code });
  output.say(speech, { source: 'fast-path' });
}

const callIdOf = ({ responseId }: PlanRequest, index: number) =>
  `${plannerCallPrefix}${responseId}${index === 0 ? '' : `_${index}`}`;
