import { createSampleRing } from '@cascade/audio';
import {
  type AsrEvent,
  type AsrInput,
  CascadeError,
  inputRateHz,
  isInForce,
  type StageContext,
} from '@cascade/contracts';
import { decodeFinal, type FinalWork, finishSegment, noWork } from './final-decoding.ts';
import { decodePartial } from './partial-decoding.ts';
import type { RecognitionEngine } from './recognition-engine.ts';
import { planSegment, type SegmentPlan } from './segment-plan.ts';
import type { AsrSettings } from './settings.ts';
import { closeStretches, type SpeechStretch } from './speech-timeline.ts';
import { Utterance } from './utterance.ts';
import type { DecodingSurroundings } from './window-decoding.ts';

/** Audio kept for one session: the longest segment, and what may gather while it waits to be decoded. */
const keptAudioMs = 40_000;

const toSamples = (milliseconds: number) => (milliseconds * inputRateHz) / 1000;

interface FinalRequest {
  readonly utterance: Utterance;
  /** Speech up to `endSample`, all of it closed. */
  readonly stretches: readonly SpeechStretch[];
  readonly endSample: number;
  readonly requestedAtMs: number;
}

/**
 * Recognition for one session. Events are taken in without waiting; one piece of work runs at a time, a final before a
 * segment before a partial. A final never waits for a partial: that is cancelled, and what it had found so far is the
 * final's draft.
 */
export class AsrSession {
  readonly #settings: AsrSettings;
  readonly #context: StageContext;
  readonly #emit: (event: AsrEvent) => void;
  readonly #audio = createSampleRing(toSamples(keptAudioMs));
  #surroundings: DecodingSurroundings;
  #utterance: Utterance;
  #utteranceCount = 0;
  /** End of the last speech before a pause, whichever utterance it belongs to. */
  #pausedAtSample = 0;
  #requests: FinalRequest[] = [];
  /** A final or a segment is being decoded. */
  #busy = false;
  #partial: AbortController | undefined;
  /** Where the audio clock has to be for the next partial. */
  #nextPartialSample = 0;
  /** What the last try at a first partial took. */
  #firstPartialMs = 0;
  #whenIdle: (() => void) | undefined;

  constructor(
    engine: RecognitionEngine,
    settings: AsrSettings,
    context: StageContext,
    emit: (event: AsrEvent) => void,
  ) {
    // An engine that is slow or costly per request is not tried in quick succession.
    const { firstPartialMs, partialIntervalMs } = engine;
    this.#settings =
      firstPartialMs === 0
        ? settings
        : { ...settings, firstPartial: [{ ageMs: firstPartialMs, confidence: 0 }], retryMs: partialIntervalMs };
    this.#context = context;
    this.#emit = emit;
    this.#surroundings = {
      engine,
      settings: this.#settings,
      audio: this.#audio,
      session: context.sessionId,
      background: false,
      noiseReduction: settings.noiseReduction,
      phrases: [],
      load: 'full-service',
    };
    this.#utterance = this.#newUtterance(0);
  }

  accept(event: AsrInput): void {
    const { timeline } = this.#utterance;
    switch (event.type) {
      case 'session-settings': {
        const { background = false, noiseReduction = this.#settings.noiseReduction } = event.settings;
        this.#surroundings = { ...this.#surroundings, background, noiseReduction };
        return;
      }
      case 'vocabulary':
        this.#surroundings = { ...this.#surroundings, phrases: event.phrases };
        return;
      case 'load-changed':
        this.#surroundings = { ...this.#surroundings, load: event.measure };
        return;
      case 'audio-chunk':
        this.#audio.append(event.samples);
        break;
      case 'speech-start':
        timeline.start(event.startSample);
        this.#speechWentOn();
        break;
      case 'speech-resume':
        timeline.resume(this.#pausedAtSample + toSamples(event.pausedMs));
        this.#speechWentOn();
        break;
      case 'speech-pause':
        this.#pausedAtSample = event.endSample;
        timeline.pause(event.endSample);
        this.#request(event.endSample);
        break;
      case 'speech-end':
        // Told without a pause when a commit closed it: if the commit came first, its final missed this speech.
        if (!timeline.open) return;
        timeline.pause(event.endSample);
        if (timeline.stretches.at(-1)?.endSample === event.endSample) this.#request(event.endSample);
        break;
      case 'speech-misfire':
        timeline.misfire();
        this.#request(event.endSample);
        break;
      case 'input-commit':
        this.#request(event.endSample);
        break;
      case 'input-clear':
      case 'utterance-boundary':
        this.#utterance = this.#newUtterance(event.endSample);
        break;
      default:
        return;
    }
    this.#advance();
  }

  /** Resolves when everything that was asked has been answered. */
  drain(): Promise<void> {
    this.#partial?.abort();
    if (!this.#busy && this.#requests.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  /** Speech that goes on beyond the end of the utterance before belongs to the new one. */
  #newUtterance(floorSample: number): Utterance {
    this.#partial?.abort();
    const before = this.#utterance as Utterance | undefined;
    const utterance = new Utterance(
      `utterance-${++this.#utteranceCount}`,
      floorSample,
      this.#settings.stability,
      this.#settings.visibility,
    );
    for (const { startSample, endSample } of before?.timeline.stretches ?? []) {
      if ((endSample ?? Number.POSITIVE_INFINITY) <= floorSample) continue;
      utterance.timeline.start(startSample);
      if (endSample !== undefined) utterance.timeline.pause(endSample);
    }
    return utterance;
  }

  #speechWentOn(): void {
    const [first, second] = this.#settings.firstPartial;
    // A first try that is not over when the second is due only delays that.
    const isTooSlow = first && second && first.ageMs + this.#firstPartialMs > second.ageMs;
    const ageMs = (isTooSlow ? second : first)?.ageMs ?? 0;
    const startSample = this.#utterance.timeline.open?.startSample ?? 0;
    this.#nextPartialSample = Math.max(this.#nextPartialSample, startSample + toSamples(ageMs));
  }

  /** Asks for a final of all speech up to `endSample`. */
  #request(endSample: number): void {
    const utterance = this.#utterance;
    this.#partial?.abort();
    const stretches = closeStretches(utterance.timeline.stretches, 0, endSample);
    this.#requests.push({ utterance, stretches, endSample, requestedAtMs: this.#context.clock.nowMs() });
  }

  /** Starts the most urgent work there is, unless some runs. */
  #advance(): void {
    if (this.#busy) return;
    const request = this.#requests.shift();
    if (request) {
      void this.#run(() => this.#answer(request));
      return;
    }
    this.#whenIdle?.();
    const { stretches, open } = this.#utterance.timeline;
    if (this.#partial || !open || this.#context.signal.aborted) return;
    const plan = planSegment(stretches, this.#audio.endSample, this.#settings.segments);
    if (plan) {
      void this.#run(() => this.#finishSegment(this.#utterance, plan));
      return;
    }
    const isRead = !this.#surroundings.background;
    if (isRead && this.#audio.endSample >= this.#nextPartialSample)
      void this.#showPartial(this.#utterance, new AbortController());
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    await work();
    this.#busy = false;
    this.#advance();
  }

  async #answer({ utterance, stretches, endSample, requestedAtMs }: FinalRequest): Promise<void> {
    const { clock, signal } = this.#context;
    const work = noWork();
    try {
      const open = closeStretches(stretches, utterance.timeline.floorSample, endSample);
      const hypothesis = await decodeFinal(this.#surroundings, utterance, open, signal, work);
      const { words, alternatives, meanLogProbability } = hypothesis;
      const queueMs = Math.max(0, clock.nowMs() - requestedAtMs - work.computeMs);
      this.#emit({
        type: 'transcript-final',
        utteranceId: utterance.id,
        revision: utterance.nextRevision(),
        text: words.map((word) => word.text).join(' '),
        words,
        ...(alternatives.length > 0 && { alternatives }),
        meanLogProbability,
        startSample: words[0]?.startSample ?? endSample,
        endSample,
        queueMs,
        computeMs: work.computeMs,
      });
      this.#recordSpan('final', utterance, requestedAtMs, work);
    } catch (error) {
      this.#fail(error, utterance, endSample);
    }
  }

  async #finishSegment(utterance: Utterance, plan: SegmentPlan): Promise<void> {
    const startMs = this.#context.clock.nowMs();
    const work = noWork();
    try {
      const { stretches } = utterance.timeline;
      await finishSegment(this.#surroundings, utterance, stretches, plan, this.#context.signal, work);
      this.#recordSpan('segment', utterance, startMs, work);
    } catch (error) {
      // Tried once: what can't be decoded is given up, so that what follows can be.
      const endSample = plan.kind === 'forced' ? plan.latestSample : plan.endSample;
      utterance.timeline.dropBefore(endSample);
      this.#fail(error, utterance, endSample);
    }
  }

  async #showPartial(utterance: Utterance, controller: AbortController): Promise<void> {
    const { clock, signal } = this.#context;
    this.#partial = controller;
    const startMs = clock.nowMs();
    const endSample = this.#audio.endSample;
    const startSample = utterance.timeline.stretches[0]?.startSample ?? endSample;
    const tries = this.#settings.firstPartial.filter(({ ageMs }) => startSample + toSamples(ageMs) <= endSample);
    const isFirst = utterance.shown.text === '';
    const confidence = isFirst ? (tries.at(-1)?.confidence ?? 0) : 0;
    // Until a cadence is known from the work itself, one step after the other.
    this.#nextPartialSample = endSample + toSamples(this.#surroundings.engine.partialIntervalMs);
    try {
      const { shown, recognition, forced } = await decodePartial(
        this.#surroundings,
        utterance,
        confidence,
        AbortSignal.any([signal, controller.signal]),
      );
      if (controller.signal.aborted) return;
      const { queueMs, computeMs, attributes } = recognition;
      if (isFirst) this.#firstPartialMs = queueMs + computeMs;
      this.#planNextPartial(utterance, startSample, endSample, queueMs + computeMs);
      this.#recordSpan('partial', utterance, startMs, { computeMs, forced: forced ? 1 : 0, attributes });
      if (!shown) return;
      const { id: utteranceId } = utterance;
      this.#emit({ type: 'transcript-partial', utteranceId, ...shown, startSample, endSample, queueMs, computeMs });
    } catch (error) {
      const { code } = CascadeError.from(error, 'transcription_failed', 'A partial failed.');
      if (code !== 'cancelled') this.#context.logger.warn({ code, utteranceId: utterance.id }, 'a partial failed');
    } finally {
      if (this.#partial === controller) this.#partial = undefined;
      this.#advance();
    }
  }

  /** The cadence stretches with the time that a partial takes, so that partials leave room for other sessions. */
  #planNextPartial(utterance: Utterance, startSample: number, endSample: number, tookMs: number): void {
    const { firstPartial, retryMs, partialLoadFactor, slowerPartials } = this.#settings;
    const { engine, load } = this.#surroundings;
    const slower = isInForce('partials-slower', load) ? slowerPartials : 1;
    const intervalMs = Math.max(engine.partialIntervalMs, tookMs * partialLoadFactor) * slower;
    const nothingShown = utterance.shown.text === '';
    const nextTry = firstPartial.find(({ ageMs }) => startSample + toSamples(ageMs) > endSample);
    this.#nextPartialSample =
      nothingShown && nextTry
        ? startSample + toSamples(nextTry.ageMs)
        : endSample + toSamples(nothingShown ? Math.max(retryMs, tookMs * partialLoadFactor) : intervalMs);
  }

  #fail(error: unknown, utterance: Utterance, endSample: number): void {
    const { code } = CascadeError.from(error, 'transcription_failed', 'The recognizer failed on this audio.');
    if (this.#context.signal.aborted) return;
    this.#context.logger.error({ code, err: error, utteranceId: utterance.id }, 'recognition failed');
    this.#emit({ type: 'transcript-failed', utteranceId: utterance.id, endSample, code });
  }

  #recordSpan(name: 'partial' | 'final' | 'segment', utterance: Utterance, startMs: number, work: FinalWork): void {
    const endMs = this.#context.clock.nowMs();
    const { computeMs, forced, attributes } = work;
    this.#context.recordSpan({
      stage: 'asr',
      name,
      startMs,
      endMs,
      queueMs: Math.max(0, endMs - startMs - computeMs),
      computeMs,
      utteranceId: utterance.id,
      attributes: forced > 0 ? { ...attributes, forced } : attributes,
    });
  }
}
