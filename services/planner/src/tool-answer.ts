import { CascadeError, type PlanRequest } from '@cascade/contracts';
import { plannerCallPrefix } from './conversation.ts';
import { type Step, spokenOnly } from './decide.ts';
import type { SkillMatch, TimerEffect } from './fast-path/skill.ts';
import type { DoneFields, ResponseOutput } from './response-output.ts';
import type { Pending } from './tools/dialogue.ts';
import type { ToolOutcome } from './tools/run-tool.ts';
import { type CallOfTurn, recordedOutput, type SessionTools } from './tools/session-tools.ts';
import type { Tool, ToolArguments } from './tools/tool.ts';

export interface ToolAnswerParts {
  readonly tools: SessionTools | undefined;
  readonly output: ResponseOutput;
  /** Notes what the answer leaves open, at the commit. */
  leaveOpen(pending: Pending | undefined): void;
}

/** Runs a tool and puts its call on record. @throws CascadeError `cancelled`, or `tool_failed` where there are no tools */
export async function callTool(
  { tools, output, leaveOpen }: ToolAnswerParts,
  tool: Tool,
  callArguments: ToolArguments,
  { confirmed, index, call }: { readonly confirmed: boolean; readonly index: number; readonly call: CallOfTurn },
): Promise<ToolOutcome> {
  if (!tools) throw new CascadeError('tool_failed', `${tool.name}: there are no tools here`);
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

export interface CarryOutParts extends ToolAnswerParts {
  readonly request: PlanRequest;
  /** The turn's call of that number. */
  callOf(index: number): CallOfTurn;
  /** Changes timers, at the commit. */
  applyEffects(effects: readonly TimerEffect[]): void;
}

/** Said before a question when something else was asked for that waits for its answer. */
const oneAtATime = 'One thing at a time.';

/**
 * Does what was decided by words, in order; what asks before it does anything comes last, and after a question nothing more.
 *
 * @throws CascadeError `cancelled`
 */
export async function carryOut(steps: readonly Step[], parts: CarryOutParts): Promise<void> {
  const { output } = parts;
  const ordered = [...steps.filter((step) => !asksFirst(step)), ...steps.filter(asksFirst)];
  let fields: DoneFields = { source: 'fast-path' };
  for (const [index, step] of ordered.entries()) {
    if (index > 0) output.text(' ');
    if (step.type === 'skill') {
      answerWithSkill(step.match, index, parts);
      continue;
    }
    if (step.decision.type === 'say') {
      output.text(step.decision.text);
      continue;
    }
    const { tool, arguments: callArguments, confirmed } = step.decision;
    const outcome = await callTool(parts, tool, callArguments, { confirmed, index, call: parts.callOf(index) });
    if (outcome.type === 'failed') fields = { source: 'apology', code: outcome.code };
    const asks = outcome.type === 'confirm' || outcome.type === 'ask';
    output.text(asks && index < ordered.length - 1 ? `${oneAtATime} ${outcome.speech}` : outcome.speech);
    if (asks) break;
  }
  output.done(fields);
}

const asksFirst = (step: Step): boolean =>
  step.type === 'tool' && step.decision.type === 'call' && step.decision.tool.sideEffect === 'confirm-first';

function answerWithSkill(match: SkillMatch, index: number, { request, output, applyEffects }: CarryOutParts): void {
  applyEffects(match.effects);
  if (!spokenOnly.has(match.skill)) {
    output.call({
      callId: callIdOf(request, index),
      name: match.skill,
      arguments: JSON.stringify(match.slots),
      runsAt: 'planner',
      output: JSON.stringify({ reply: match.reply }),
    });
  }
  output.text(match.reply);
}

const callIdOf = ({ responseId }: PlanRequest, index: number) =>
  `${plannerCallPrefix}${responseId}${index === 0 ? '' : `_${index}`}`;
