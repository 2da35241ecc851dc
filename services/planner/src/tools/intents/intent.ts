import type { Utterance } from '../../fast-path/utterance.ts';
import type { AmendContext, ToolArguments } from '../tool.ts';

/** A tool that was asked for in words, and what was said of its arguments, as it was said. */
export interface ToolIntent {
  readonly tool: string;
  readonly arguments: ToolArguments;
  /** 0..1, comparable to the skills' own. */
  readonly confidence: number;
}

/** What intents are read from. */
export interface SpokenCommand {
  /** Normalized, commas as "and", frames of politeness taken off, usual mishearings put right. */
  readonly text: string;
  /** The sentence as it was recognized. */
  readonly utterance: Utterance;
}

/** Pure. Undefined when the words are about something else. */
export type IntentReader = (command: SpokenCommand, context: AmendContext) => ToolIntent | undefined;

export const intent = (tool: string, confidence: number, callArguments: ToolArguments = {}): ToolIntent => ({
  tool,
  confidence,
  arguments: callArguments,
});
