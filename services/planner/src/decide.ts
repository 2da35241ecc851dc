import type { PlanRequest, SessionSettings, StageContext } from '@cascade/contracts';
import { lastReplyOf } from './conversation.ts';
import { routeUtterance } from './fast-path/router.ts';
import type { SkillContext, SkillMatch } from './fast-path/skill.ts';
import type { PlannerParts } from './planner-parts.ts';
import type { ResponseOutput } from './response-output.ts';
import { screen } from './safety/screen.ts';
import type { SessionTimers, TimerSnapshot } from './timers/timer-service.ts';
import type { Pending } from './tools/dialogue.ts';
import type { SessionTools } from './tools/session-tools.ts';
import type { ToolDecision } from './tools/tool-decision.ts';
import { toolRouterVersion } from './tools/tool-router.ts';

/** What is to be done about what the user said, found by words alone. */
export type Decision =
  | { readonly type: 'policy'; readonly say: string }
  | { readonly type: 'tool'; readonly decision: ToolDecision }
  | { readonly type: 'skill'; readonly match: SkillMatch }
  /** Nothing here knows it by words. */
  | { readonly type: 'model'; readonly need?: 'large' };

export interface Deciding {
  readonly text: string;
  readonly request: PlanRequest;
  /** Timers as they were before a turn that goes on. */
  readonly timersBefore: TimerSnapshot | undefined;
  /** The tool's question that was open before the turn. */
  readonly pending: Pending | undefined;
  readonly settings: Pick<SessionSettings, 'instructions' | 'clientTools'>;
  readonly zone: string;
  readonly parts: PlannerParts;
  readonly timers: SessionTimers;
  readonly tools: SessionTools | undefined;
  readonly context: StageContext;
  readonly output: ResponseOutput;
}

/** Skills that only say something: no call for the record, and no hindrance to a tool that can do what they refuse. */
export const spokenOnly: ReadonlySet<string> = new Set(['small-talk', 'command', 'live-data', 'private-data']);

/** Fewer words are no question that documents could answer. */
const fewestQuestionWords = 3;

/** Of the skills and their rules together; goes up when an answer changes. */
export const fastPathVersion = 'fast-path@2';

/** What the policy says about it, before anything else looks at it; undefined when it says nothing. */
export function decideByPolicy({ text, request, parts, context, output }: Deciding): Decision | undefined {
  const startMs = context.clock.nowMs();
  const screening = screen(text, parts.safety, request.heard?.alternatives);
  if (!screening) return undefined;
  const { rule, action } = screening;
  output.span('safety', startMs, { version: parts.safety.version, rule, action });
  if (action === 'say') return { type: 'policy', say: screening.say };
  return action === 'large-model' ? { type: 'model', need: 'large' } : undefined;
}

/** A tool, a skill, the documents, or else the model. Changes nothing, and puts on record what was found. */
export function decideByWords(deciding: Deciding): Decision {
  const { text, pending, parts, tools, zone, context, output } = deciding;
  const startMs = context.clock.nowMs();
  const match = matchSkill(deciding);
  const found = tools?.decide(text, pending, { wallMs: parts.wallClockMs(), zone });
  const meant =
    match && found && !spokenOnly.has(match.skill) && match.confidence > found.confidence ? undefined : found;
  const decision = meant ?? (match ? undefined : searchDocuments(deciding));
  const skill = decision ? (decision.type === 'call' ? decision.tool.name : 'dialogue') : match?.skill;
  const confidence = decision?.confidence ?? match?.confidence;
  output.span('fast-path', startMs, {
    version: decision ? toolRouterVersion : fastPathVersion,
    matched: skill !== undefined,
    ...(skill !== undefined && { skill }),
    ...(confidence !== undefined && { confidence }),
  });
  if (decision) return { type: 'tool', decision };
  return match ? { type: 'skill', match } : { type: 'model' };
}

function matchSkill(deciding: Deciding): SkillMatch | undefined {
  const { text, request, settings, parts, timers, timersBefore, zone, context } = deciding;
  const { model, smallModel } = parts;
  const lastReply = lastReplyOf(request.items);
  const ownPersona = settings.instructions.trim() === '';
  const toolsDecide = model.callsTools && settings.clientTools.length > 0;
  const skillContext: SkillContext = {
    wallMs: parts.wallClockMs(),
    zone,
    timers: timers.list(timersBefore),
    timersKept: timers.kept,
    ...(lastReply === undefined ? {} : { lastReply }),
    random: parts.random,
    refuseCommands: !toolsDecide && (smallModel || ownPersona),
    ownPersona,
  };
  try {
    return routeUtterance(text, skillContext);
  } catch (error) {
    // The model can still answer.
    context.logger.error({ responseId: request.responseId, error: String(error) }, 'the fast path failed');
    return undefined;
  }
}

/**
 * A question that nothing here knows by words goes to the documents, unless a model decides that by itself. A topic that the policy
 * sends there goes there in any case.
 */
function searchDocuments({ text, parts, settings, tools }: Deciding): ToolDecision | undefined {
  const tool = tools?.registry.get('knowledge_search');
  const routed = screen(text, parts.safety)?.action === 'knowledge';
  const asks = text.trim().split(/\s+/).length >= fewestQuestionWords;
  const ours = asks && !parts.model.callsTools && settings.instructions.trim() === '';
  if (!tool || !(routed || ours)) return undefined;
  return { type: 'call', tool, arguments: { question: text }, confirmed: false, confidence: 0.5 };
}
