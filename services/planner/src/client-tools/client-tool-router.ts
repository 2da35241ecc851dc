import type { ClientTool, ConversationItem, SessionSettings } from '@cascade/contracts';
import { type ArgumentValue, answerFor } from './fill-arguments.ts';
import { matchTool } from './match-tool.ts';
import { speakResult } from './speak-result.ts';
import { type Parameter, wordsOf } from './tool-vocabulary.ts';

export type ClientToolDecision =
  | { readonly type: 'call'; readonly name: string; readonly arguments: string; readonly confidence: number }
  /** Something that the function requires was not said. */
  | { readonly type: 'ask'; readonly question: string; readonly confidence: number };

type Values = Readonly<Record<string, ArgumentValue>>;

/** Calls the client's functions for a language model that cannot. Remembers one question of its own at a time. */
export class ClientToolRouter {
  #asked: { tool: ClientTool; values: Values; missing: readonly Parameter[] } | undefined;

  /** What to do about an utterance; undefined when it is about none of the functions. */
  decide(
    said: string,
    tools: readonly ClientTool[],
    choice: SessionSettings['toolChoice'],
  ): ClientToolDecision | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    if (choice === 'none' || tools.length === 0) return undefined;
    const match = matchTool(said, tools, choice);
    if (
      asked &&
      tools.some(({ name }) => name === asked.tool.name) &&
      (!match || match.tool.name === asked.tool.name)
    ) {
      const [wanted] = asked.missing;
      const value = wanted && said.split(/\s+/).length <= 12 ? answerFor(said, wanted) : undefined;
      if (wanted && value !== undefined) {
        return this.#callOrAsk(asked.tool, { ...asked.values, [wanted.name]: value }, asked.missing.slice(1), 0.8);
      }
    }
    return match && this.#callOrAsk(match.tool, match.values, match.missing, match.confidence);
  }

  #callOrAsk(tool: ClientTool, values: Values, missing: readonly Parameter[], confidence: number): ClientToolDecision {
    const [wanted] = missing;
    if (!wanted) return { type: 'call', name: tool.name, arguments: JSON.stringify(values), confidence };
    this.#asked = { tool, values, missing };
    return { type: 'ask', question: questionFor(wanted), confidence };
  }
}

/** Asks for what is missing. */
export function questionFor({ name, choices }: Parameter): string {
  const words = wordsOf(name).join(' ');
  if (choices.length === 0) return `Which ${words}?`;
  return `Which ${words}: ${choices
    .slice(0, 5)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1')}?`;
}

/** What the client's functions returned since the user last spoke, as something to say. */
export function spokenResults(items: readonly ConversationItem[]): string | undefined {
  const asked = items.findLastIndex((item) => item.kind === 'message');
  const recent = items.slice(asked + 1);
  const said = recent.flatMap((item) => {
    if (item.kind !== 'tool-result') return [];
    const call = items.find((other) => other.kind === 'tool-call' && other.callId === item.callId);
    return [speakResult(item.output, call?.kind === 'tool-call' ? call.arguments : undefined)];
  });
  return said.length > 0 ? said.join(' ') : undefined;
}
