import type { PlanRequest, SessionSettings, StageContext } from '@cascade/contracts';
import { lastListOf, lastReplyOf, lastSourcesOf, lastToolOf } from './conversation.ts';
import { requestsIn } from './fast-path/requests.ts';
import { routeUtterance } from './fast-path/router.ts';
import type { Ability, SkillContext, SkillMatch } from './fast-path/skill.ts';
import { listed } from './fast-path/timer-words.ts';
import { readUtterance } from './fast-path/utterance.ts';
import type { PlannerParts } from './planner-parts.ts';
import type { ResponseOutput } from './response-output.ts';
import { screen } from './safety/screen.ts';
import type { SessionTimers, TimerSnapshot } from './timers/timer-service.ts';
import type { Pending } from './tools/dialogue.ts';
import type { SessionTools } from './tools/session-tools.ts';
import type { ToolArguments } from './tools/tool.ts';
import type { ToolDecision } from './tools/tool-decision.ts';
import { toolRouterVersion } from './tools/tool-router.ts';

/** What is to be done about what the user said, found by words alone. */
export type Decision =
  | { readonly type: 'policy'; readonly say: string }
  /** One step, or one for each request of several in one breath. */
  | { readonly type: 'do'; readonly steps: readonly Step[] }
  /** Nothing here knows it by words. */
  | { readonly type: 'model'; readonly need?: 'large' };

export type Step =
  | { readonly type: 'tool'; readonly decision: ToolDecision }
  | { readonly type: 'skill'; readonly match: SkillMatch };

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
  /** The list that the request before was about, of several in one breath. */
  readonly lastList?: string;
}

/** Skills that only say something: no call for the record, and no hindrance to a tool that can do what they refuse. */
export const spokenOnly: ReadonlySet<string> = new Set(['small-talk', 'command', 'live-data', 'private-data']);

/** Any question may be one to the documents. */
const documentsConfidence = 0.5;

/** Fewer words are no question that documents could answer, unless they were asked just before. */
const fewestQuestionWords = 3;

/** Of the skills and their rules together; goes up when an answer changes. */
export const fastPathVersion = 'fast-path@3';

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

/** Tools, skills, the documents, or else the model. Changes nothing, and puts on record what was found. */
export function decideByWords(deciding: Deciding): Decision {
  const { context, output } = deciding;
  const startMs = context.clock.nowMs();
  const whole = decideOne(deciding);
  const steps = decideEach(deciding, whole) ?? (whole ? [whole] : []);
  const hasTool = steps.some(({ type }) => type === 'tool');
  output.span('fast-path', startMs, {
    version: hasTool ? toolRouterVersion : fastPathVersion,
    matched: steps.length > 0,
    ...(steps.length > 0 && { skill: steps.map(skillOf).join('+'), confidence: Math.min(...steps.map(confidenceOf)) }),
  });
  return steps.length > 0 ? { type: 'do', steps } : { type: 'model' };
}

const confidenceOf = (step: Step): number => (step.type === 'tool' ? step.decision : step.match).confidence;

function skillOf(step: Step): string {
  if (step.type === 'skill') return step.match.skill;
  return step.decision.type === 'call' ? step.decision.tool.name : 'dialogue';
}

/** Does something, and does not only say that it cannot. */
const acts = (step: Step): boolean =>
  step.type === 'tool' ? step.decision.type === 'call' : !spokenOnly.has(step.match.skill);

/** Several requests in one breath, when all of them are known and a tool is among them: skills join their answers themselves. */
function decideEach(deciding: Deciding, whole: Step | undefined): readonly Step[] | undefined {
  const requests = deciding.pending ? [] : requestsIn(deciding.text);
  if (requests.length < 2) return undefined;
  const steps: Step[] = [];
  let { lastList } = deciding;
  for (const text of requests) {
    const step = decideOne({ ...deciding, text, ...(lastList !== undefined && { lastList }) });
    if (!step) return undefined;
    steps.push(step);
    if (step.type === 'tool' && step.decision.type === 'call') lastList = listIn(step.decision.arguments) ?? lastList;
  }
  const usesTool = steps.some((step) => step.type === 'tool' && acts(step) && confidenceOf(step) > documentsConfidence);
  return usesTool && (steps.every(acts) || whole?.type !== 'tool') ? steps : undefined;
}

const listIn = ({ list }: ToolArguments): string | undefined => (typeof list === 'string' ? list : undefined);

function decideOne(deciding: Deciding): Step | undefined {
  const { text, request, pending, parts, tools, zone } = deciding;
  const lastList = deciding.lastList ?? lastListOf(request.items);
  const match = matchSkill(deciding);
  const spoken = { wallMs: parts.wallClockMs(), zone, ...(lastList !== undefined && { lastList }) };
  const found = tools?.decide(text, pending, spoken);
  const meant =
    match && found && !spokenOnly.has(match.skill) && match.confidence > found.confidence ? undefined : found;
  const decision = meant ?? (match ? undefined : (nameSources(deciding) ?? searchDocuments(deciding)));
  if (decision) return { type: 'tool', decision };
  return match && { type: 'skill', match };
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
    abilities: abilitiesOf(deciding),
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

/** What the tools add to what is said of the assistant. */
function abilitiesOf({ tools }: Deciding): readonly Ability[] {
  const has = (name: string) => tools?.registry.has(name) === true;
  const named: readonly (readonly [string, Ability])[] = [
    ['list_add', 'lists'],
    ['order_status', 'orders'],
    ['appointment_book', 'appointments'],
    ['knowledge_search', 'documents'],
  ];
  return named.flatMap(([tool, ability]) => (has(tool) ? [ability] : []));
}

const asksSource =
  /^(?:where (?:did|do) you (?:get|read|find|hear|have|take|know) (?:that|this|it)(?: from)?|where is (?:that|this|it) from|(?:what|which) (?:is|was) (?:your|the) source(?: for (?:that|this))?|(?:what|which) (?:document|page) (?:is|was) (?:that|this|it) (?:from|in|on)|how do you know(?: (?:that|this))?|(?:says|said) who|who says(?: (?:that|so))?|according to (?:whom|who|what))$/;

/** "Where did you get that?": the pages that the last answer is from. */
function nameSources({ text, request }: Deciding): ToolDecision | undefined {
  const sources = asksSource.test(readUtterance(text).text) ? lastSourcesOf(request.items) : [];
  if (sources.length === 0) return undefined;
  return { type: 'say', text: `That is from ${listed(sources)}.`, confidence: 0.95 };
}

/** "Until when?" */
const asksOn = /\b(?:what|how|who|when|where|which|why)\b|\?\s*$/i;

/**
 * A question that nothing here knows by words goes to the documents, unless a model decides that by itself. A topic that the policy
 * sends there goes there in any case.
 */
function searchDocuments({ text, request, parts, settings, tools }: Deciding): ToolDecision | undefined {
  const tool = tools?.registry.get('knowledge_search');
  const routed = screen(text, parts.safety)?.action === 'knowledge';
  const goesOn = lastToolOf(request.items) === 'knowledge_search' && asksOn.test(text);
  const asks = goesOn || text.trim().split(/\s+/).length >= fewestQuestionWords;
  const ours = asks && !parts.model.callsTools && settings.instructions.trim() === '';
  if (!tool || !(routed || ours)) return undefined;
  return { type: 'call', tool, arguments: { question: text }, confirmed: false, confidence: documentsConfidence };
}
