import { createSampleRing, type SampleRing } from '@cascade/audio';
import {
  type AudioChunk,
  CascadeError,
  inputRateHz,
  type Stage,
  type StageContext,
  type TurnEvent,
  type TurnInput,
} from '@cascade/contracts';
import { runStageSession } from '@cascade/runtime';
import { EchoListener, windowMs } from './echo-listener.ts';
import type { EndOfTurnModel } from './end-of-turn-model.ts';
import { reduceTurn } from './reducer.ts';
import type { ScoreEndOfTurn, TurnReducerEvent } from './turn-events.ts';
import { defaultTurnNumbers, type TurnNumbers } from './turn-numbers.ts';
import { awaitedScore, initialTurnState, type TurnState, toMs } from './turn-state.ts';

export interface TurnStageOptions {
  /** Shared by all sessions; closed with the stage. */
  readonly model: EndOfTurnModel;
  readonly numbers?: TurnNumbers;
  /** Called with everything the reducer is given, before it is: a log of it replays to the same decisions. Holds transcripts. */
  readonly onEvent?: (event: TurnReducerEvent, atMs: number, sessionId: string) => void;
}

/** Version of the rules in records and metrics; raised when the same events would be decided otherwise. */
export const turnPolicyVersion = 'turn-policy@3';

/** Audio before the turn's first word that the model hears too, as the users of the model give it. */
const preRollSamples = inputRateHz / 2;
const windowSamples = (windowMs * inputRateHz) / 1000;
/** A sound is compared with the replies this often, first when most of a window holds some of it. */
const compareEverySamples = windowSamples / 2;
const firstCompareSamples = windowSamples * 0.75;
/** How far the voice detector may lag behind the audio. */
const lagMs = 4000;

/**
 * Decides the conversation: when the user's turn begins and ends, when the assistant responds, and when it stops.
 * The work is the reducer's; here are its surroundings: the audio that the end-of-turn model hears, and the model's
 * answers, which come back as events. A model that fails is a missing sign, never a reason to wait for ever.
 */
export function createTurnStage(options: TurnStageOptions): Stage<TurnInput, TurnEvent> {
  const { model } = options;
  return {
    name: 'turn',
    versions: { ...model.versions, policy: turnPolicyVersion },
    run: (input, context) => runStageSession('turn', input, context, (emit) => new TurnSession(options, context, emit)),
    close: () => model.close(),
  };
}

class TurnSession {
  readonly #options: TurnStageOptions;
  readonly #context: StageContext;
  readonly #emit: (event: TurnEvent) => void;
  readonly #keptSamples: number;
  #audio: SampleRing;
  readonly #echo = new EchoListener();
  /** The end of the window that was last compared with the replies. */
  #comparedSample = 0;
  #state: TurnState;
  #score:
    | { readonly endSample: number; readonly controller: AbortController; readonly done: Promise<void> }
    | undefined;

  constructor(options: TurnStageOptions, context: StageContext, emit: (event: TurnEvent) => void) {
    this.#options = options;
    this.#context = context;
    this.#emit = emit;
    this.#keptSamples = ((options.model.windowMs + lagMs) * inputRateHz) / 1000;
    this.#audio = createSampleRing(this.#keptSamples);
    const idSeed = context.sessionId.replace(/^sess(ion)?[_-]/, '');
    this.#state = initialTurnState({ numbers: options.numbers ?? defaultTurnNumbers, idSeed });
  }

  accept(event: TurnInput): void {
    if (event.type === 'audio-chunk') {
      this.#keep(event);
      this.#reduce({ type: 'audio-clock', atSample: event.startSample + event.samples.length });
      this.#compareSound();
    } else if (event.type === 'reply-audio') {
      this.#echo.add(event.responseId, event.samples);
    } else {
      this.#reduce(event);
    }
  }

  /** Waits for the score that is under way. */
  async drain(): Promise<void> {
    while (this.#score) await this.#score.done;
  }

  close(): void {
    this.#score?.controller.abort();
  }

  #keep({ startSample, samples }: AudioChunk): void {
    // After a gap the positions would no longer be true.
    if (startSample !== this.#audio.endSample) this.#audio = createSampleRing(this.#keptSamples, startSample);
    this.#audio.append(samples);
  }

  /** What is being said while a reply sounds: is it the reply? Half a millisecond for each window. */
  #compareSound(): void {
    const { turn, replies } = this.#state;
    if (!turn || turn.pause || turn.closing) return;
    const first = turn.stretchStartSample + firstCompareSamples;
    const endSample = Math.max(first, this.#comparedSample + compareEverySamples);
    if (endSample > this.#audio.endSample || endSample - windowSamples < this.#audio.startSample) return;
    const sinceSample = Math.max(turn.stretchStartSample, this.#comparedSample);
    this.#comparedSample = endSample;
    const startSample = endSample - windowSamples;
    const heard = this.#echo.judge(this.#audio.read(startSample, endSample), startSample, replies);
    if (heard === undefined || heard === 'silence') return;
    this.#reduce({ type: 'sound-compared', endSample, ms: toMs(endSample - sinceSample), heard });
  }

  #reduce(event: TurnReducerEvent): void {
    const atMs = this.#context.clock.nowMs();
    this.#options.onEvent?.(event, atMs, this.#context.sessionId);
    const { state, effects } = reduceTurn(this.#state, event, atMs);
    this.#state = state;
    if (this.#score && this.#score.endSample !== awaitedScore(state)) this.#dropScore();
    for (const effect of effects) {
      if (effect.type === 'score-end-of-turn') this.#startScore(effect);
      else this.#emit(effect);
    }
  }

  #dropScore(): void {
    this.#score?.controller.abort();
    this.#score = undefined;
  }

  #startScore(request: ScoreEndOfTurn): void {
    // Asked and overtaken within one event.
    if (awaitedScore(this.#state) !== request.endSample) return;
    this.#dropScore();
    const controller = new AbortController();
    const score = { endSample: request.endSample, controller, done: this.#judge(request, controller.signal) };
    this.#score = score;
    void score.done.then(() => {
      if (this.#score === score) this.#score = undefined;
    });
  }

  /** Ends with the answer as an event, unless nobody waits for it any more. */
  async #judge({ turnId, startSample, endSample, atSample }: ScoreEndOfTurn, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#context;
    const startMs = clock.nowMs();
    const span = { stage: 'turn', name: 'end-of-turn', startMs, turnId } as const;
    const silenceMs = ((atSample - endSample) * 1000) / inputRateHz;
    try {
      // The answer is an event after the one that asked, never within it.
      await Promise.resolve();
      const audio = this.#heard(startSample, atSample);
      const { probability, queueMs, computeMs } = await this.#options.model.judge(audio, signal);
      if (signal.aborted) return;
      const attributes = { probability, silence_ms: silenceMs };
      this.#context.recordSpan({ ...span, endMs: clock.nowMs(), queueMs, computeMs, attributes });
      this.#reduce({ type: 'end-of-turn-score', endSample, probability });
    } catch (error) {
      if (signal.aborted) return;
      const { code } = CascadeError.from(error, 'stage_failed', 'The end-of-turn model failed.');
      logger.warn({ code, turnId, err: error }, 'end-of-turn model failed');
      this.#context.recordSpan({ ...span, endMs: clock.nowMs(), attributes: { failed: true, silence_ms: silenceMs } });
      this.#reduce({ type: 'end-of-turn-score', endSample, probability: null });
    }
  }

  /** The turn as far as it is still kept, with a little from before it. */
  #heard(startSample: number, atSample: number): Float32Array<ArrayBuffer> {
    const { startSample: oldest, endSample: newest } = this.#audio;
    const to = Math.min(atSample, newest);
    const windowStart = to - (this.#options.model.windowMs * inputRateHz) / 1000;
    const from = Math.max(oldest, Math.min(to, Math.max(startSample - preRollSamples, windowStart)));
    return this.#audio.read(Math.min(from, to), to) as Float32Array<ArrayBuffer>;
  }
}
