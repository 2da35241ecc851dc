import { CascadeError, outputRateHz, type SessionSettings, type StageContext, type TtsEvent } from '@cascade/contracts';
import type { ClauseCache, ClauseKey } from './clause-cache.ts';
import { createClauseChunker } from './clause-chunker.ts';
import { type ClausePlace, wordsOfPart } from './clause-words.ts';
import { pauseAfterMs } from './pauses.ts';
import type { SpeechEngine, SpeechPart } from './speech-engine.ts';
import { createMarkupStripper } from './spoken-text/markup.ts';

export interface ResponseSpeakerOptions {
  readonly engine: SpeechEngine;
  readonly cache: ClauseCache;
  /** Audio is made at most so far ahead of when it can be heard at the earliest. */
  readonly maxAheadMs: number;
  readonly settings: Pick<SessionSettings, 'voice' | 'speed' | 'outputModality' | 'background'>;
  readonly responseId: string;
  /** Aborts with the response or with the session. */
  readonly signal: AbortSignal;
  readonly context: StageContext;
  emit(event: TtsEvent): void;
}

interface Clause {
  readonly index: number;
  readonly text: string;
  readonly startChar: number;
  /** Without markup; empty when there is nothing to say. */
  readonly spokenText: string;
}

const samplesPerMs = outputRateHz / 1000;

/**
 * Speaks one response: cuts its text into clauses as it comes, and has them synthesized one after the other, each while
 * the one before it plays. A clause that fails is told and passed over. After an abort nothing more is emitted.
 */
export class ResponseSpeaker {
  readonly #options: ResponseSpeakerOptions;
  readonly #chunker = createClauseChunker();
  readonly #markup = createMarkupStripper();
  /** Clauses are spoken in their order: each waits for the one before. */
  #spoken: Promise<void> = Promise.resolve();
  #clauses = 0;
  #chars = 0;
  #samples = 0;
  #firstAudioMs: number | undefined;
  #previousText: string | undefined;
  /** Pending while the response is only prepared: then its first clause is all that is worth making. */
  #committed: Promise<void> | undefined;
  #committedAtMs: number | undefined;

  constructor(options: ResponseSpeakerOptions) {
    this.#options = options;
  }

  /** @param committed resolves when a response that is only prepared is asked for; absent when it is already */
  addText(delta: string, committed?: Promise<void>): void {
    if (committed && !this.#committed) this.#prepareUntil(committed);
    for (const piece of this.#chunker.push(delta)) this.#addClause(piece);
  }

  /** No more text: speaks the rest, then tells that it is done. Resolves when it is, or when it was aborted. */
  async finish(): Promise<void> {
    for (const piece of this.#chunker.end()) this.#addClause(piece);
    await this.#spoken;
    const { responseId } = this.#options;
    this.#emit({ type: 'speech-done', responseId, audioMs: this.#samples / samplesPerMs });
  }

  #prepareUntil(committed: Promise<void>): void {
    const { context, signal } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#committed = promise;
    signal.addEventListener('abort', () => resolve(), { once: true });
    void committed.then(() => {
      this.#committedAtMs = context.clock.nowMs();
      resolve();
    });
  }

  get #isOnlyPrepared(): boolean {
    return this.#committed !== undefined && this.#committedAtMs === undefined;
  }

  #emit(event: TtsEvent): void {
    if (!this.#options.signal.aborted) this.#options.emit(event);
  }

  #addClause(text: string): void {
    const { responseId, context, settings } = this.#options;
    const spokenText = settings.outputModality === 'text' ? '' : this.#markup.strip(text).trim();
    const clause: Clause = {
      index: this.#clauses++,
      text,
      startChar: this.#chars,
      // Marks alone are no speech.
      spokenText: /[\p{L}\p{N}\p{Sc}%&+=@°]/u.test(spokenText) ? spokenText : '',
    };
    this.#chars += text.length;
    const atMs = context.clock.nowMs();
    this.#emit({ type: 'speech-clause', responseId, clauseIndex: clause.index, text, atMs });
    if (clause.spokenText !== '') this.#spoken = this.#spoken.then(() => this.#speak(clause, atMs));
  }

  async #speak(clause: Clause, startMs: number): Promise<void> {
    const { responseId, signal, context } = this.#options;
    let begunMs: number | undefined;
    try {
      await this.#waitUntilNeeded();
      if (signal.aborted) return;
      const place = this.#place(clause);
      const before = this.#samples;
      let queueMs = 0;
      let computeMs = 0;
      const { parts, cached } = this.#parts(clause);
      begunMs = context.clock.nowMs();
      for await (const part of parts) {
        if (signal.aborted) break;
        this.#emitPart(clause, place, part, cached);
        queueMs += part.queueMs;
        computeMs += part.computeMs;
      }
      if (signal.aborted) return this.#recordAborted(clause, begunMs);
      if (this.#samples > before) this.#previousText = clause.text;
      const audioMs = (this.#samples - before) / samplesPerMs;
      this.#recordSpan(clause, { startMs, queueMs, computeMs }, { cached, audioMs });
    } catch (error) {
      if (signal.aborted) {
        if (begunMs !== undefined) this.#recordAborted(clause, begunMs);
        return;
      }
      const failure = CascadeError.from(error, 'synthesis_failed', 'The voice failed on this text.', { stage: 'tts' });
      context.logger.error({ code: failure.code, clause_index: clause.index, err: failure }, 'clause not spoken');
      this.#emit({ type: 'speech-failed', responseId, clauseIndex: clause.index, code: failure.code });
    }
  }

  /** Lets the voice rest while enough is ready: of an answer that is interrupted, little was made in vain. */
  async #waitUntilNeeded(): Promise<void> {
    const { context, signal, maxAheadMs } = this.#options;
    if (this.#firstAudioMs === undefined) return;
    await this.#committed;
    const audibleMs = Math.max(this.#firstAudioMs, this.#committedAtMs ?? 0);
    const readyUntilMs = audibleMs + this.#samples / samplesPerMs;
    const waitMs = readyUntilMs - maxAheadMs - context.clock.nowMs();
    if (waitMs > 0) await context.clock.sleep(waitMs, signal);
  }

  #place({ text, startChar }: Clause): ClausePlace {
    const { speed } = this.#options.settings;
    const pauseMs = this.#previousText === undefined ? 0 : pauseAfterMs(this.#previousText) / speed;
    return { text, startChar, startSample: this.#samples + Math.round(pauseMs * samplesPerMs), speed };
  }

  #emitPart(clause: Clause, place: ClausePlace, part: SpeechPart, cached: boolean): void {
    this.#firstAudioMs ??= this.#options.context.clock.nowMs();
    const partStart = Math.max(0, this.#samples - place.startSample);
    const pauseSamples = Math.max(0, place.startSample - this.#samples);
    const samples = pauseSamples === 0 ? part.samples : new Float32Array(pauseSamples + part.samples.length);
    if (pauseSamples > 0) samples.set(part.samples, pauseSamples);
    this.#emit({
      type: 'speech-audio',
      responseId: this.#options.responseId,
      clauseIndex: clause.index,
      samples,
      startSample: this.#samples,
      words: wordsOfPart(place, part, partStart),
      queueMs: part.queueMs,
      computeMs: part.computeMs,
      cached,
    });
    this.#samples += samples.length;
  }

  #parts(clause: Clause): { parts: AsyncIterable<SpeechPart> | Iterable<SpeechPart>; cached: boolean } {
    const { engine, cache, settings, signal, context } = this.#options;
    const { speed, background = false } = settings;
    const voice = engine.voiceFor(settings.voice);
    const key: ClauseKey = { versions: engine.versions, voice, speed, text: clause.spokenText };
    const found = cache.get(key);
    if (found) return { parts: [{ ...found, queueMs: 0, computeMs: 0 }], cached: true };
    const inTurn = this.#firstAudioMs === undefined ? 'first-clause' : 'later-clause';
    const urgency = () => (background ? 'background' : this.#isOnlyPrepared ? 'speculative' : inTurn);
    const request = { text: clause.spokenText, voice, speed, urgency, sessionId: context.sessionId, signal } as const;
    return { parts: keepWhole(engine.synthesize(request), (part) => cache.set(key, part)), cached: false };
  }

  /** How long it worked before it was stopped is not known, only how long it took: waiting counts as work here. */
  #recordAborted(clause: Clause, startMs: number): void {
    const computeMs = this.#options.context.clock.nowMs() - startMs;
    this.#recordSpan(clause, { startMs, queueMs: 0, computeMs }, { aborted: true });
  }

  #recordSpan(
    clause: Clause,
    work: { startMs: number; queueMs: number; computeMs: number },
    attributes: Record<string, number | boolean>,
  ): void {
    const { responseId, context } = this.#options;
    context.recordSpan({
      stage: 'tts',
      name: 'clause',
      endMs: context.clock.nowMs(),
      ...work,
      responseId,
      attributes: { clause: clause.index, characters: clause.spokenText.length, ...attributes },
    });
  }
}

/** Hands the parts on, and the only one of a piece to `keep`: what came in several is not kept. */
async function* keepWhole(
  parts: AsyncIterable<SpeechPart>,
  keep: (part: SpeechPart) => void,
): AsyncGenerator<SpeechPart> {
  let count = 0;
  let only: SpeechPart | undefined;
  for await (const part of parts) {
    only = count === 0 ? part : undefined;
    count += 1;
    yield part;
  }
  if (only !== undefined) keep(only);
}
