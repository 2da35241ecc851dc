import { CascadeError, type Clock } from '@cascade/contracts';
import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { ChatMessage, LanguageModel, ModelEvent, ModelRequest } from '../language-model.ts';

/** A model of the chain. */
export interface ChainLink {
  readonly model: LanguageModel;
  /** Longest wait for its first token, counted from when it is asked; its own limit holds as well. */
  readonly firstTokenMs: number;
}

export interface ModelChainOptions {
  /** The order that a request is offered to the models in; the order of the links without it. */
  readonly order?: (request: ModelRequest) => readonly LanguageModel[];
  /** Failures in a row after which a model is not asked any more. */
  readonly breakAfter: number;
  /** How long it is left alone then; one request tries it after that. */
  readonly breakForMs: number;
  /**
   * When the first token of a model is this late, the next one is asked as well, and the first to speak answers. What the other
   * generated is told as `wasted`. Undefined: nobody is asked beside another.
   */
  readonly hedgeAfterMs?: number | undefined;
}

/**
 * Several models as one: the first that answers in time does. A model that fails before its first word is silently replaced; one that
 * breaks off in the midst of its answer is followed by `switched`, and by the whole answer of the next one. A circuit breaker (Nygard,
 * Release It!, 2007) keeps requests from a model that failed several times in a row.
 */
export function createModelChain(links: readonly ChainLink[], options: ModelChainOptions): LanguageModel {
  return new ModelChain(links, options);
}

class ModelChain implements LanguageModel {
  readonly version: string;
  readonly callsTools: boolean;
  readonly #links: readonly GuardedLink[];
  readonly #options: ModelChainOptions;

  constructor(links: readonly ChainLink[], options: ModelChainOptions) {
    const [first] = links;
    if (!first) throw new CascadeError('invalid_config', 'A chain of language models needs at least one.');
    this.version = links.map(({ model }) => model.version).join(', ');
    this.callsTools = first.model.callsTools;
    this.#links = links.map((link) => new GuardedLink(link, options));
    this.#options = options;
  }

  get available(): boolean {
    return this.#links.some(({ model }) => model.available);
  }

  async *stream(request: ModelRequest, signal: AbortSignal, clock: Clock): AsyncGenerator<ModelEvent> {
    let failure = new CascadeError('planner_unavailable', 'No language model can be asked now.');
    let from: string | undefined;
    let brokenOff = false;
    for (const waiting = this.#inOrder(request); waiting.length > 0; ) {
      const answer = await this.#firstToSpeak(waiting, request, signal, clock);
      yield* answer.wasted;
      if (answer.failure) {
        ({ failure } = answer);
        from = answer.from;
        continue;
      }
      const { attempt } = answer;
      if (brokenOff && from !== undefined) yield { type: 'switched', from, code: failure.code };
      yield { type: 'model', version: attempt.version, ...(from !== undefined && { after: from, code: failure.code }) };
      try {
        for await (const event of attempt.events()) {
          brokenOff ||= event.type === 'text' || event.type === 'tool-call';
          yield event;
        }
        return;
      } catch (error) {
        if (signal.aborted) throw error;
        failure = CascadeError.from(error, 'planner_unavailable', 'The language model broke off its answer.');
        from = attempt.version;
      } finally {
        attempt.stop();
      }
    }
    throw failure;
  }

  async warmUp(messages: readonly ChatMessage[], signal: AbortSignal): Promise<void> {
    await Promise.all(this.#links.map(({ model }) => model.warmUp(messages, signal)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ model }) => model.close()));
  }

  #inOrder(request: ModelRequest): GuardedLink[] {
    const models = this.#options.order?.(request) ?? this.#links.map(({ model }) => model);
    return models.flatMap((model) => this.#links.filter((link) => link.model === model));
  }

  /** Takes from `waiting` whoever it asks. */
  async #firstToSpeak(
    waiting: GuardedLink[],
    request: ModelRequest,
    signal: AbortSignal,
    clock: Clock,
  ): Promise<FirstAnswer> {
    const ask = () => {
      for (let link = waiting.shift(); link; link = waiting.shift()) {
        if (link.model.available) return new Attempt(link, request, signal, clock);
      }
      return undefined;
    };
    const first = ask();
    if (!first)
      return { failure: new CascadeError('planner_unavailable', 'No language model can be asked now.'), wasted: [] };
    const { hedgeAfterMs } = this.#options;
    const late = hedgeAfterMs === undefined ? undefined : await lateAfter(first.spoke, hedgeAfterMs, clock);
    const second = late && !signal.aborted ? ask() : undefined;
    const { winner, loser, failure } = await race(first, second);
    if (loser) loser.stop();
    const wasted = loser ? [{ type: 'wasted' as const, version: loser.version, outputTokens: loser.pieces }] : [];
    if (winner) return { attempt: winner, wasted };
    if (signal.aborted) throw new CascadeError('cancelled', 'The response was cancelled.');
    return { failure, from: (second ?? first).version, wasted };
  }
}

type FirstAnswer =
  | { readonly attempt: Attempt; readonly failure?: undefined; readonly wasted: readonly ModelEvent[] }
  | {
      readonly failure: CascadeError;
      readonly from?: string | undefined;
      readonly attempt?: undefined;
      readonly wasted: readonly ModelEvent[];
    };

/** Who speaks first wins; a failure waits for the other. */
async function race(
  first: Attempt,
  second: Attempt | undefined,
): Promise<{ winner?: Attempt; loser?: Attempt; failure: CascadeError }> {
  const none = new CascadeError('planner_unavailable', 'The language model failed.');
  const attempts = second ? [first, second] : [first];
  try {
    const winner = await Promise.any(attempts.map((attempt) => attempt.spoke.then(() => attempt)));
    const loser = attempts.find((attempt) => attempt !== winner && !attempt.failed);
    return { winner, ...(loser && { loser }), failure: none };
  } catch (error) {
    const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
    return { failure: CascadeError.from(last, 'planner_unavailable', none.message) };
  }
}

/** True when `work` has not settled after the time; false as soon as it has. */
async function lateAfter(work: Promise<unknown>, afterMs: number, clock: Clock): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.setTimer(afterMs, () => resolve(true));
  const settled = () => resolve(false);
  work.then(settled, settled);
  const late = await promise;
  cancel();
  return late;
}

/** A model and its circuit breaker. */
class GuardedLink {
  readonly model: LanguageModel;
  readonly firstTokenMs: number;
  readonly #breaker;

  constructor({ model, firstTokenMs }: ChainLink, { breakAfter, breakForMs }: ModelChainOptions) {
    this.model = model;
    this.firstTokenMs = firstTokenMs;
    this.#breaker = circuitBreaker(handleAll, {
      halfOpenAfter: breakForMs,
      breaker: new ConsecutiveBreaker(breakAfter),
    });
  }

  /** @throws what the work throws; without starting it while the circuit is open */
  guard(work: () => Promise<void>): Promise<void> {
    return this.#breaker.execute(work);
  }
}

/** One request to one model, read ahead to its first word. */
class Attempt {
  readonly version: string;
  /** Resolves at its first word or call (or at an end without any); rejects when it fails before. */
  readonly spoke: Promise<void>;
  /** It failed before it spoke. */
  failed = false;
  /** Pieces of text so far: about a token each. */
  pieces = 0;
  readonly #controller = new AbortController();
  /** Aborts when nobody wants it any more: what fails then fails for that reason. */
  readonly #unwanted: AbortSignal;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #early: ModelEvent[] = [];
  readonly #source: AsyncIterator<ModelEvent>;

  constructor(link: GuardedLink, request: ModelRequest, signal: AbortSignal, clock: Clock) {
    const { model, firstTokenMs } = link;
    this.version = model.version;
    this.#unwanted = AbortSignal.any([signal, this.#controller.signal]);
    const asked = model.callsTools ? request : withoutTools(request);
    this.#source = model.stream(asked, this.#unwanted, clock)[Symbol.asyncIterator]();
    this.#outcome.promise.catch(() => undefined);
    const admitted = Promise.withResolvers<void>();
    // The breaker hears how the whole answer ended.
    const answering = () => {
      admitted.resolve();
      return this.#outcome.promise;
    };
    link.guard(answering).catch((error: unknown) => admitted.reject(error));
    const deadline = Promise.withResolvers<never>();
    const cancel = clock.setTimer(firstTokenMs, () => {
      const message = `The language model said nothing for ${firstTokenMs} ms.`;
      deadline.reject(new CascadeError('planner_timeout', message));
    });
    this.spoke = Promise.race([admitted.promise.then(() => this.#readAhead()), deadline.promise])
      .catch((error: unknown) => {
        this.failed = true;
        this.#fail(error);
        this.#controller.abort();
        throw error;
      })
      .finally(cancel);
    this.spoke.catch(() => undefined);
  }

  /** All of it, from the start. @throws CascadeError when it breaks off */
  async *events(): AsyncGenerator<ModelEvent> {
    yield* this.#early;
    if (this.#early.at(-1)?.type === 'done') return;
    try {
      for (;;) {
        const { value, done } = await this.#source.next();
        if (done) break;
        this.#count(value);
        yield value;
      }
      this.#outcome.resolve();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Nobody reads it any more. That is no failure of the model. */
  stop(): void {
    this.#outcome.resolve();
    this.#controller.abort();
  }

  async #readAhead(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#source.next();
      if (done) throw new CascadeError('planner_unavailable', 'The language model broke off its answer.');
      this.#early.push(value);
      this.#count(value);
      if (value.type === 'done') this.#outcome.resolve();
      if (value.type !== 'usage') return;
    }
  }

  #count(event: ModelEvent): void {
    if (event.type === 'text') this.pieces++;
  }

  #fail(error: unknown): void {
    if (this.#unwanted.aborted) this.#outcome.resolve();
    else this.#outcome.reject(error);
  }
}

const withoutTools = ({ toolChoice: _, ...request }: ModelRequest): ModelRequest => ({ ...request, tools: [] });
