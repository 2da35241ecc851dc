import type { ClientTool, SessionSettings } from '@cascade/contracts';
import { readUtterance } from '../fast-path/utterance.ts';
import { type FilledArguments, fillArguments } from './fill-arguments.ts';
import { contentStems, means, type ToolVocabulary, vocabularyOf } from './tool-vocabulary.ts';

export interface ToolMatch extends FilledArguments {
  readonly tool: ClientTool;
  /** 0..1. */
  readonly confidence: number;
}

/** Below this nothing is called: a call that nobody asked for is worse than one that has to be asked for again. */
export const minToolConfidence = 0.55;

/** Words that undo: a function whose vocabulary lacks them is not meant. */
const undoing = ['cancel', 'delet', 'remov', 'stop', 'undo', 'close', 'clos'];
const declarative = /^(?:i|we|he|she|they|it|that|this|there|my|the) (?!want|need|would like|am looking|have to|must)/;

/**
 * The client's function that an utterance asks for, found by words: for language models that cannot call functions
 * themselves. The thing that a function is named after counts most (0.5), then its other name words (0.3), words of its
 * description and parameters (0.1 each, at most 0.2), a named choice (0.1) and that all it requires was said (0.1).
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
  return best && (choice !== 'auto' || best.confidence >= minToolConfidence) ? best : undefined;
}

function scored(said: string, vocabulary: ToolVocabulary): ToolMatch {
  const { tool, nameStems, otherStems, parameters } = vocabulary;
  const saidStems = contentStems(said);
  const isSaid = (named: string) => saidStems.some((word) => means(word, named));
  const head = nameStems.at(-1);
  const others = nameStems.slice(0, -1);
  const topic = saidStems.filter((word) => nameStems.some((named) => means(word, named)));
  const filled = fillArguments(said, parameters, topic);
  const headSaid = head !== undefined && isSaid(head);
  const othersSaid = others.filter(isSaid).length / Math.max(1, others.length);
  let score = headSaid ? 0.5 : 0;
  score += 0.3 * (others.length === 0 ? Number(headSaid) : othersSaid);
  score += 0.1 * Math.min(2, saidStems.filter((word) => otherStems.has(word)).length);
  score += parameters.some(({ name, choices }) => choices.length > 0 && Object.hasOwn(filled.values, name)) ? 0.1 : 0;
  score += filled.missing.length === 0 ? 0.1 : 0;
  const undone = undoing.filter((word) => saidStems.includes(word));
  if (undone.length > 0 && !undone.some((word) => nameStems.includes(word) || otherStems.has(word))) score -= 0.4;
  const { plain, question, requested } = readUtterance(said);
  if (!question && !requested && declarative.test(plain)) score -= 0.3;
  return { ...filled, tool, confidence: Math.max(0, Math.min(1, score)) };
}
