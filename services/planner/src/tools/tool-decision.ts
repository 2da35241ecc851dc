import type { Tool, ToolArguments } from './tool.ts';

/** What is to be done about an utterance. */
export type ToolDecision =
  | {
      readonly type: 'call';
      readonly tool: Tool;
      readonly arguments: ToolArguments;
      readonly confirmed: boolean;
      readonly confidence: number;
    }
  | { readonly type: 'say'; readonly text: string; readonly confidence: number };
