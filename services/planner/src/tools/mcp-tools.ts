import { z } from 'zod';
import { questionFor } from '../client-tools/client-tool-router.ts';
import { answerFor } from '../client-tools/fill-arguments.ts';
import { speakResult } from '../client-tools/speak-result.ts';
import { type Parameter, vocabularyOf, wordsOf } from '../client-tools/tool-vocabulary.ts';
import type { McpTool, McpTools } from '../mcp/index.ts';
import { resultAsData } from '../safety/guard-result.ts';
import { ask, defaultFiller, done, type Tool, type ToolArguments, type ToolContext, type ToolResult } from './tool.ts';

/** The server is told to stop first; then the tool is given up here. */
const graceMs = 250;

/** Calls that are remembered so that none is done twice. */
const mostRemembered = 500;

/** Tools of other servers as tools of the assistant's own, as they come and go. */
export function fromMcp(servers: McpTools): () => readonly Tool[] {
  const known = new WeakMap<McpTool, Tool>();
  const toolOf = (theirs: McpTool): Tool => {
    const tool = known.get(theirs) ?? asTool(theirs);
    known.set(theirs, tool);
    return tool;
  };
  return () => servers.list().map(toolOf);
}

function asTool(theirs: McpTool): Tool {
  const { name, ownName, description, parameters, readOnly, confirm, timeoutMs } = theirs;
  const fields = vocabularyOf({ name: ownName, description, parameters }).parameters;
  const once = new Once();
  const run = async (callArguments: ToolArguments, context: ToolContext): Promise<ToolResult> => {
    const question = askForMissing(fields, callArguments);
    if (question) return question;
    const call = async () => {
      const trace = context.traceparent === undefined ? {} : { traceparent: context.traceparent };
      const { text, data } = await theirs.call(callArguments, context.signal, trace);
      const guarded = resultAsData(data === undefined ? text : JSON.stringify(data)).text;
      const speech = speakResult(guarded, JSON.stringify(callArguments));
      return done(speech, data ?? text);
    };
    return readOnly ? call() : once.do(context.key, JSON.stringify(callArguments), call);
  };
  return {
    name,
    description,
    // What the server wants of them is checked before they are sent, by its own schema.
    schema: z.record(z.string(), z.unknown()),
    parameters,
    outside: 'server',
    sideEffect: confirm ? 'confirm-first' : readOnly ? 'read' : 'write',
    timeoutMs: timeoutMs + graceMs,
    filler: defaultFiller,
    run,
    ...(confirm && {
      prepare: async (callArguments: ToolArguments) =>
        askForMissing(fields, callArguments) ?? {
          type: 'confirm' as const,
          arguments: callArguments,
          speech: confirmation(ownName, callArguments),
        },
    }),
    amend(said, callArguments, slot) {
      const wanted = fields.find((field) => field.name === slot);
      const value = wanted && answerFor(said, wanted);
      return wanted && value !== undefined ? { ...callArguments, [wanted.name]: value } : undefined;
    },
  };
}

function askForMissing(fields: readonly Parameter[], callArguments: ToolArguments): ToolResult | undefined {
  const missing = fields.find(({ name, required }) => required && !Object.hasOwn(callArguments, name));
  return missing && ask(missing.name, questionFor(missing), callArguments);
}

function confirmation(ownName: string, callArguments: ToolArguments): string {
  const told = Object.entries(callArguments).map(([name, value]) => `${wordsOf(name).join(' ')} ${String(value)}`);
  const details = told.length === 0 ? '' : `, with ${told.join(', ')}`;
  return `That would be “${wordsOf(ownName).join(' ')}”${details}. Shall I?`;
}

/** Another server's change cannot be taken back: a turn that goes on does not do it a second time. */
class Once {
  readonly #made = new Map<string, { readonly callArguments: string; readonly result: Promise<ToolResult> }>();

  do(key: string, callArguments: string, call: () => Promise<ToolResult>): Promise<ToolResult> {
    const before = this.#made.get(key);
    if (before && before.callArguments === callArguments) return before.result;
    if (before)
      return Promise.resolve(done('That is done already, as you first said it. Ask me again to do more.', null));
    const result = call();
    this.#made.set(key, { callArguments, result });
    if (this.#made.size > mostRemembered) this.#made.delete(this.#made.keys().next().value as string);
    // One that failed may be tried again.
    result.catch(() => this.#made.delete(key));
    return result;
  }
}
