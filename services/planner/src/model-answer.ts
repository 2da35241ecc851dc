import {
  CascadeError,
  type ClientTool,
  type ConversationItem,
  type PlanRequest,
  parseTraceparent,
  type SessionSettings,
  type StageContext,
} from '@cascade/contracts';
import { apologyFor, brokenOffApology, startOver } from './apologies.ts';
import { buildMessages, plannerCallPrefix } from './conversation.ts';
import type { LanguageModel } from './language-model.ts';
import { type PromptTemplate, promptVersion } from './prompts.ts';
import type { ResponseOutput } from './response-output.ts';
import { SpokenReply } from './spoken-reply.ts';

/** A tool of the assistant's own, as it was called by a model, and what the model is told of it. */
export interface OwnCall {
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
}
export type OwnResult =
  /** `outside`: others wrote what it holds. */
  | { readonly type: 'result'; readonly output: string; readonly outside: boolean }
  /** The user is asked something: nothing more is said. */
  | { readonly type: 'asked'; readonly speech: string };

export interface ModelQuestion {
  readonly request: PlanRequest;
  readonly output: ResponseOutput;
  readonly context: StageContext;
  readonly model: LanguageModel;
  readonly template: PromptTemplate;
  readonly settings: Pick<SessionSettings, 'clientTools' | 'toolChoice'>;
  readonly userText: string;
  /** The policy wants the large model for it. */
  readonly need?: 'large';
  readonly limits: {
    readonly contextTokens: number;
    readonly maxTokens: number;
    readonly temperature: number;
    readonly sentences: number;
  };
  /** What a model that calls tools is given besides the client's. */
  readonly ownTools: readonly ClientTool[];
  /**
   * @param readOutside the model has seen what others wrote before it made this call
   * @throws CascadeError `cancelled`
   */
  callOwn(call: OwnCall, index: number, readOutside: boolean): Promise<OwnResult>;
}

/** A model that calls one tool after the other is stopped here. */
const mostRounds = 3;

interface Round {
  readonly calls: readonly (OwnCall & { readonly callId: string })[];
  readonly text: string;
  readonly failure: CascadeError | undefined;
  readonly closed: boolean;
  readonly saidBefore: boolean;
  readonly made: {
    readonly promptVersion: string;
    readonly modelVersion: string;
    readonly inputTokens?: number;
    readonly outputTokens?: number;
  };
}

/** Answers with the language model; tools of our own that it calls run here, and it goes on with their results. */
export async function answerWithModel(question: ModelQuestion, signal: AbortSignal): Promise<void> {
  const { request, output, context, ownTools } = question;
  let items = request.items;
  let index = 0;
  let said = '';
  let readOutside = false;
  for (let number = 1; ; number++) {
    const round = await streamRound(question, items, number < mostRounds ? ownTools : [], number > 1, signal);
    if (signal.aborted) return;
    said += round.text;
    if (round.failure) {
      const { code, message } = round.failure;
      context.logger.warn({ code, responseId: request.responseId, error: message }, 'the language model failed');
      const end = round.closed ? ' ' : '. ';
      const apology = said === '' && !round.saidBefore ? apologyFor(code) : `${end}${brokenOffApology}`;
      return output.say(apology, { source: 'apology', code, ...round.made });
    }
    if (round.calls.length === 0) return output.done({ source: 'language-model', ...round.made });
    if (round.text !== '') output.text(' ');
    // What is called at once was decided before any of it was read.
    const readBefore = readOutside;
    for (const { name, arguments: callArguments } of round.calls) {
      const result = await question.callOwn({ name, arguments: callArguments }, index, readBefore);
      if (result.type === 'asked') return output.say(result.speech, { source: 'language-model', ...round.made });
      readOutside ||= result.outside;
      const callId = `${plannerCallPrefix}${request.responseId}_call${index++}`;
      items = [...items, ...asItems(callId, name, callArguments, result.output)];
    }
  }
}

const asItems = (callId: string, name: string, callArguments: string, output: string): readonly ConversationItem[] => [
  { id: `${callId}-call`, kind: 'tool-call', callId, name, arguments: callArguments },
  { id: `${callId}-result`, kind: 'tool-result', callId, output },
];

/** One completion, said as it comes. Its spans and the client's calls are on record when this resolves. */
async function streamRound(
  { request, output, context, model, template, settings, userText, need, limits }: ModelQuestion,
  items: readonly ConversationItem[],
  ownTools: readonly ClientTool[],
  goesOn: boolean,
  signal: AbortSignal,
): Promise<Round> {
  const { clock, logger } = context;
  const prompt = promptVersion(template);
  const trace = output.trace();
  const spanId = trace.traceparent && parseTraceparent(trace.traceparent)?.spanId;
  const newReply = () => new SpokenReply({ maxSentences: limits.sentences, prompt: template.system, userText });
  let reply = newReply();
  let version = model.version;
  let failedOver: { readonly failed_over_from?: string; readonly failed_over_for?: string } = {};
  /** Said by a model that broke off, before another began anew. */
  let saidBefore = false;
  const clientTools = model.callsTools ? settings.clientTools : [];
  const tools = [...clientTools, ...ownTools.filter(({ name }) => !clientTools.some((tool) => tool.name === name))];
  const chosen = settings.toolChoice !== undefined && userText !== '' && !goesOn;
  const modelRequest = {
    messages: buildMessages(items, {
      template,
      contextTokens: limits.contextTokens,
      replyTokens: limits.maxTokens,
      toolNames: tools.map(({ name }) => name),
    }),
    tools,
    ...(chosen ? { toolChoice: settings.toolChoice } : {}),
    ...(need && { need }),
    maxTokens: limits.maxTokens,
    temperature: limits.temperature,
    ...trace,
  };
  const startMs = clock.nowMs();
  let firstTokenMs: number | undefined;
  let tokens: { inputTokens?: number; outputTokens?: number } = {};
  let pieces = 0;
  let complete = false;
  let finishReason: string | undefined;
  let toolCalls = 0;
  const calls: Round['calls'][number][] = [];
  let failure: CascadeError | undefined;
  const firstToken = () => {
    if (firstTokenMs !== undefined) return;
    firstTokenMs = clock.nowMs();
    output.span('first-token', startMs, { model: version, prompt, ...failedOver, ...(spanId && { span_id: spanId }) });
  };
  try {
    for await (const event of model.stream(modelRequest, signal, clock)) {
      if (signal.aborted) break;
      if (event.type === 'text') {
        firstToken();
        pieces++;
        output.text(reply.push(event.delta));
      } else if (event.type === 'tool-call') {
        firstToken();
        const { type: _, ...call } = event;
        const isClients = clientTools.some(({ name }) => name === call.name);
        if (!isClients && ownTools.length === 0) {
          logger.warn(
            { responseId: request.responseId, tool: call.name },
            'a model called a tool that it was not given',
          );
          continue;
        }
        toolCalls++;
        if (isClients) output.call({ ...call, runsAt: 'client' });
        else calls.push(call);
      } else if (event.type === 'usage') {
        tokens = { inputTokens: event.inputTokens, outputTokens: event.outputTokens };
      } else if (event.type === 'model') {
        ({ version } = event);
        if (event.after)
          failedOver = { failed_over_from: event.after, ...(event.code && { failed_over_for: event.code }) };
      } else if (event.type === 'switched') {
        logger.warn({ code: event.code, responseId: request.responseId, model: event.from }, 'a model broke off');
        output.text(reply.finish(false));
        output.text(`${reply.closed ? ' ' : '. '}${startOver} `);
        saidBefore = true;
        reply = newReply();
      } else if (event.type === 'wasted') {
        const { version: loser, outputTokens } = event;
        output.span('generation', startMs, { model: loser, prompt, output_tokens: outputTokens, aborted: true });
      } else if (event.type === 'done') {
        complete = event.complete;
        finishReason = toolCalls > 0 ? 'tool_calls' : complete ? 'stop' : 'length';
      }
      if (output.stopped || (reply.ended && tools.length === 0)) break;
    }
    if (signal.aborted) throw new CascadeError('cancelled', 'The response is not wanted any more.');
    output.text(reply.finish(complete));
    const astray = reply.nonsense !== undefined && toolCalls === 0 && (reply.text === '' || !reply.closed);
    if (astray)
      failure = new CascadeError('planner_nonsense', `The language model's text is no answer: ${reply.nonsense}.`);
  } catch (error) {
    // What was generated in vain was generated all the same: a piece is a token, as far as the server has told.
    if (signal.aborted) tokens = { ...tokens, outputTokens: tokens.outputTokens ?? pieces };
    else failure = CascadeError.from(error, 'planner_unavailable', 'The language model failed.');
  }
  const usage = Object.fromEntries(
    Object.entries(tokens).map(([name, count]) => [`${name.replace('Tokens', '')}_tokens`, count]),
  );
  const attributes = {
    model: version,
    prompt,
    ...failedOver,
    ...usage,
    ...(signal.aborted && { aborted: true }),
    ...(failure && { error: failure.code }),
    ...(finishReason && { finish_reason: finishReason }),
    ...(spanId && { span_id: spanId }),
  };
  if (firstTokenMs === undefined) output.span('first-token', startMs, attributes);
  else output.span('generation', firstTokenMs, attributes);
  if (failure && !signal.aborted) output.text(reply.finish(false));
  const made = { promptVersion: prompt, modelVersion: version, ...tokens };
  return { calls, text: reply.text, failure, closed: reply.closed, saidBefore, made };
}
