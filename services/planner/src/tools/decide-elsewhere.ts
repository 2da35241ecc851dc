import { matchTool } from '../client-tools/match-tool.ts';
import { serverSeparator } from '../mcp/index.ts';
import { definitionOf } from './registry.ts';
import type { Tool } from './tool.ts';
import type { ToolDecision } from './tool-decision.ts';

/** Which tool of other servers is asked for, by the words of its name, description and parameters. Pure. */
export function decideElsewhere(said: string, tools: readonly Tool[]): ToolDecision | undefined {
  if (tools.length === 0) return undefined;
  // Of two servers with a tool of one name the first is meant; the server's own name says nothing about what it does.
  const bare = tools.map((tool) => ({
    ...definitionOf(tool),
    name: tool.name.split(serverSeparator).slice(1).join(' '),
  }));
  const match = matchTool(said, bare);
  const tool = match && tools[bare.indexOf(match.tool as (typeof bare)[number])];
  if (!match || !tool) return undefined;
  return { type: 'call', tool, arguments: match.values, confirmed: false, confidence: match.confidence };
}
