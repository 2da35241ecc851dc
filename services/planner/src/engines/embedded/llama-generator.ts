/** The only file that knows node-llama-cpp and the model's chat template. Runs in the model's own process. */
import { systemClock } from '@cascade/runtime';
import {
  getLlama,
  type Llama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp';
import { OpeningsFirst, type ReplyTurns } from './openings-first.ts';
import { SequencePool } from './sequence-pool.ts';
import { GenerationError, type GenerationEvent, type GenerationRequest, type TextGenerator } from './text-generator.ts';

export interface LlamaOptions {
  readonly modelPath: string;
  readonly modelId: string;
  readonly threads: number;
  /** Conversations held at once. */
  readonly sequences: number;
  /** For each of them. */
  readonly contextTokens: number;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}

/** Tokens of a prompt computed between two looks at whether anybody still wants it: about 100 ms. */
const prefillStep = 128;

/**
 * Guards against the loops that small models fall into when the likeliest token is always taken: a light penalty on
 * what was just said, and a growing one on saying a sequence of more than two tokens again.
 */
const repeatPenalty = 1.05;
const dryRepeatPenalty = { strength: 0.8 };
const penalizedTokens = 64;

/** Loads the model and computes nothing yet. @throws whatever node-llama-cpp says is wrong with the file */
export async function createLlamaGenerator(options: LlamaOptions): Promise<TextGenerator> {
  const llama: Llama = await getLlama({
    gpu: false,
    build: 'never',
    progressLogs: false,
    maxThreads: options.threads,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => options.log(level === LlamaLogLevel.info ? 'info' : 'warn', message.trim()),
  });
  const model = await llama.loadModel({ modelPath: options.modelPath });
  const context = await model.createContext({
    sequences: options.sequences,
    contextSize: options.contextTokens,
    threads: options.threads,
  });
  const pool = new SequencePool(Array.from({ length: options.sequences }, () => context.getSequence()));
  const openings = new OpeningsFirst(systemClock);
  return {
    modelId: options.modelId,
    async *generate(request, signal) {
      const turns = openings.begin();
      try {
        yield* generate(model, pool, request, turns, signal);
      } finally {
        turns.close();
      }
    },
  };
}

/** ChatML, as the model's own template has it. Only the frame may hold control tokens: what users say is plain text. */
function promptTokens(model: LlamaModel, request: GenerationRequest): Token[] {
  const control = (text: string) => model.tokenize(text, true);
  const plain = (text: string) => model.tokenize(text, false);
  const turns = request.messages.flatMap(({ role, content }) => [
    ...control(`<|im_start|>${role}\n`),
    ...plain(content),
    ...control('<|im_end|>\n'),
  ]);
  return [...turns, ...control('<|im_start|>assistant\n')];
}

async function* generate(
  model: LlamaModel,
  pool: SequencePool<LlamaContextSequence>,
  request: GenerationRequest,
  turns: ReplyTurns,
  signal: AbortSignal,
): AsyncGenerator<GenerationEvent> {
  const prompt = promptTokens(model, request);
  const { sequence, release } = await pool.acquire(prompt, signal);
  try {
    const room = sequence.contextSize - prompt.length;
    if (room < 1) {
      const message = `The prompt has ${prompt.length} tokens; the context holds ${sequence.contextSize}.`;
      throw new GenerationError(400, 'context_length_exceeded', message, 'messages');
    }
    // The last token is always computed anew: its result is the first token of the reply.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    yield { type: 'start', inputTokens: prompt.length, cachedTokens: sequence.nextTokenIndex };
    while (prompt.length - sequence.nextTokenIndex > prefillStep) {
      const from = sequence.nextTokenIndex;
      await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(from, from + prefillStep));
      signal.throwIfAborted();
    }
    yield* reply(model, sequence, prompt, request, Math.min(request.maxTokens, room), turns, signal);
  } finally {
    release();
  }
}

async function* reply(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  request: GenerationRequest,
  maxTokens: number,
  turns: ReplyTurns,
  signal: AbortSignal,
): AsyncGenerator<GenerationEvent> {
  const tokens: Token[] = [];
  let given = '';
  const sampling: SequenceEvaluateOptions = {
    temperature: request.temperature,
    ...(request.topP === undefined ? {} : { topP: request.topP }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    repeatPenalty: { punishTokens: () => tokens.slice(-penalizedTokens), penalty: repeatPenalty },
    dryRepeatPenalty,
  };
  let finish: 'stop' | 'length' = 'stop';
  for await (const token of sequence.evaluate(prompt.slice(sequence.nextTokenIndex), sampling)) {
    signal.throwIfAborted();
    tokens.push(token);
    const text = model.detokenize(tokens);
    const stopAt = firstStop(text, request.stop);
    // A character may take several tokens: until the last has come, the text ends in the replacement character.
    const end = stopAt ?? (text.endsWith('\ufffd') ? given.length : text.length - pendingStop(text, request.stop));
    if (end > given.length) {
      yield { type: 'text', text: text.slice(given.length, end), outputTokens: tokens.length };
      given = text.slice(0, end);
    }
    if (stopAt !== undefined) break;
    if (tokens.length >= maxTokens) {
      finish = 'length';
      break;
    }
    await turns.rest(given);
    signal.throwIfAborted();
  }
  const rest = model.detokenize(tokens);
  if (firstStop(rest, request.stop) === undefined && rest.length > given.length) {
    yield { type: 'text', text: rest.slice(given.length), outputTokens: tokens.length };
  }
  yield { type: 'done', finish, outputTokens: tokens.length };
}

function firstStop(text: string, stops: readonly string[]): number | undefined {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
  return found.length > 0 ? Math.min(...found) : undefined;
}

/** Length of the longest end of `text` that may yet become a stop text. */
function pendingStop(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let size = Math.min(stop.length - 1, text.length); size > longest; size--) {
      if (text.endsWith(stop.slice(0, size))) longest = size;
    }
  }
  return longest;
}
