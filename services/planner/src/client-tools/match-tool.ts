import type { ClientTool, SessionSettings } from '@cascade/contracts';
import { readUtterance } from '../fast-path/utterance.ts';
import { type FilledArguments, fillArguments } from './fill-arguments.ts';
import { contentStems, means, stem, type ToolVocabulary, vocabularyOf, wordsOf } from './tool-vocabulary.ts';

export interface ToolMatch extends FilledArguments {
  readonly tool: ClientTool;
  /** 0..1. */
  readonly confidence: number;
}

/** Below this nothing is called: a call that nobody asked for is worse than one that has to be asked for again. */
export const minToolConfidence = 0.55;

/** Words that undo: a function whose vocabulary lacks them is not meant. */
const undoing = ['cancel', 'delet', 'remov', 'stop', 'undo', 'close', 'clos'];
/** Things that the assistant keeps itself: who names one means no function that knows nothing of it. */
const ownThings = ['list', 'lists', 'timer', 'alarm', 'reminder', 'remind', 'note', 'notes', 'appointment'];
const declarative = /^(?:i|we|he|she|they|it|that|this|there|my|the) (?!want|need|would like|am looking|have to|must)/;

/** "I'd like a latte" asks for what orders, though nobody says "order". */
const wish =
  /^(?:(?:can|could|may|might) (?:i|we) (?:please )?(?:get|have|order|grab)|(?:get|give|bring|make|fetch|brew|fix)(?: (?:me|us))?(?= an?\b| some\b| the\b| \d)|(?:get|give|bring|make|fetch) (?:me|us)|(?:i|we) (?:would like|like(?= an? )|want|need|will have|will take|would love))\b/;
const ordering = ['order', 'buy', 'purchas'];
/** Functions that only look: a question may mean them, and no other. */
const looks = /^(?:get|check|find|look|search|read|list|show|is|query|tell|fetch|lookup|has|which|what)/i;
const asksAbout = /^(?:what|how|why|who|when|where|which|do you|does|did|is|are|was|were)\b/;

/**
 * The client's function that an utterance asks for, found by words: for language models that cannot call functions
 * themselves. The thing that a function is named after counts most (0.5), then its other name words (0.3), its first choice that was
 * named (0.35) and each further one (0.15), words of its description and parameters (0.1 each, at most 0.2), the verb of its name (0.15)
 * and that all it requires was said (0.1), and little else (0.15). A question about things asks for no function that does something.
 *
 * @returns undefined when none is meant; with `required` the best one, with a name that one, however unsure
 */
export function matchTool(
  said: string,
  tools: readonly ClientTool[],
  choice: SessionSettings['toolChoice'] = 'auto',
): ToolMatch | undefined {
  if (choice === 'none') return undefined;
  const offered = typeof choice === 'object' ? tools.filter(({ name }) => name === choice.name) : tools;
  let best: ToolMatch | undefined;
  for (const tool of offered) {
    const match = scored(said, vocabularyOf(tool));
    if (!best || match.confidence > best.confidence) best = match;
  }
  if (!best || (choice === 'auto' && best.confidence < minToolConfidence)) return undefined;
  return { ...best, confidence: Math.max(0, Math.min(1, best.confidence)) };
}

function scored(said: string, vocabulary: ToolVocabulary): ToolMatch {
  const { tool, nameStems, otherStems, parameters } = vocabulary;
  const saidStems = contentStems(said);
  const { plain, text, question, requested } = readUtterance(said);
  const wished = wish.test(plain);
  const isSaid = (named: string) =>
    saidStems.some((word) => means(word, named)) || (wished && ordering.includes(named));
  const [verb] = wordsOf(tool.name);
  const head = nameStems.at(-1);
  const others = nameStems.slice(0, -1);
  const topic = saidStems.filter((word) => nameStems.some((named) => means(word, named)));
  const filled = fillArguments(said, parameters, topic);
  const headSaid = head !== undefined && isSaid(head);
  const othersSaid = others.filter(isSaid).length / Math.max(1, others.length);
  let score = headSaid ? 0.5 : 0;
  score += 0.3 * (others.length === 0 ? Number(headSaid) : othersSaid);
  score += 0.1 * Math.min(2, saidStems.filter((word) => otherStems.has(word)).length);
  const chosen = parameters.filter(({ name, choices }) => choices.length > 0 && Object.hasOwn(filled.values, name));
  score += chosen.length === 0 ? 0 : 0.2 + 0.15 * chosen.length;
  score += verb !== undefined && verb === text.split(' ')[0] && !nameStems.includes(stem(verb)) ? 0.15 : 0;
  // A word that happens to be one of its choices is no reason to ask for the rest: "put milk on the list" orders no coffee.
  score += filled.missing.length === 0 ? 0.1 : headSaid || othersSaid > 0 ? 0 : -0.3;
  const saidOnly = chosen.flatMap(({ name }) => wordsOf(String(filled.values[name]))).length / plain.split(' ').length;
  if (filled.missing.length === 0 && chosen.some(({ required }) => required) && saidOnly >= 0.6) score += 0.15;
  const undone = undoing.filter((word) => saidStems.includes(word));
  const own = wordsOf(said).filter((word) => ownThings.includes(word));
  const described = new Set(wordsOf(`${tool.name} ${tool.description ?? ''}`).map(stem));
  if (own.length > 0 && !own.some((word) => described.has(stem(word)))) score -= 0.4;
  if (undone.length > 0 && !undone.some((word) => nameStems.includes(word) || otherStems.has(word))) score -= 0.4;
  if (!question && !requested && !wished && declarative.test(plain)) score -= [0.6, 0.6, 0.3][chosen.length] ?? 0;
  if (!wished && !requested && asksAbout.test(text) && !looks.test(tool.name)) score -= 0.3;
  // Beyond 1 only to compare it with others.
  return { ...filled, tool, confidence: Number(score.toFixed(3)) };
}
