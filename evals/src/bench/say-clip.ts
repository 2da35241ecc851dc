import { dbfsToAmplitude } from '@cascade/audio';
import { ConversationObserver, chunkMs } from '@cascade/client';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import type { Call, TimedEvent } from '../call/call.ts';
import type { Loudspeaker } from '../call/loudspeaker.ts';
import type { BenchClip } from './clips.ts';
import { type Disturbance, disturbanceBetween, type MachineReading } from './machine.ts';

export interface SayOptions {
  /** Which of the conversations, from 0. */
  readonly session: number;
  /** Ends the reply once it has been heard for a third of a second: the rest tells nothing more. Otherwise it is played out. */
  readonly hangUp: boolean;
  readonly readMachine: () => MachineReading | null;
}

/** One clip said and what came of it, as it was seen at the client; times on one clock. */
export interface Utterance {
  readonly clip: BenchClip;
  readonly session: number;
  /** Since the clip began. */
  readonly events: readonly TimedEvent[];
  readonly observer: ConversationObserver;
  readonly loudspeaker: Loudspeaker;
  itemsOf(responseId: string): readonly string[];
  /** When the clip's first sample was captured. */
  readonly saidMs: number;
  /** When the chunk with the last speech sample was sent; undefined when it never was. */
  readonly lastSentMs: number | undefined;
  /** Samples sent by then, on the service's audio clock. */
  readonly sentEndSample: number;
  /** From the last speech sample to the reply; since the clip began when the reply came first. */
  readonly disturbance: Disturbance;
  readonly clientLateMs: number;
  readonly failure: string | undefined;
}

const samplesPerChunk = (inputRateHz * chunkMs) / 1000;
/** A turn without a reply is given up so long after its last speech sample: as soon as nothing is going on any more … */
const quietLimitMs = 4000;
/** … or at the latest. */
const replyLimitMs = 15_000;
const heardEnoughMs = 300;
const recordLimitMs = 3000;
const playOutLimitMs = 30_000;
const audible = dbfsToAmplitude(-40);

/** Says one clip in a conversation and follows it until its reply is over. The microphone goes on afterwards. */
export async function sayClip(call: Call, clip: BenchClip, options: SayOptions): Promise<Utterance> {
  return new Saying(call, clip, options).run();
}

class Saying {
  readonly #call: Call;
  readonly #clip: BenchClip;
  readonly #options: SayOptions;
  readonly #observer = new ConversationObserver();
  readonly #firstEvent: number;
  #observed: number;
  #scanned = 0;
  #lastSentMs = Number.POSITIVE_INFINITY;
  #firstHeardMs: number | undefined;

  constructor(call: Call, clip: BenchClip, options: SayOptions) {
    this.#call = call;
    this.#clip = clip;
    this.#options = options;
    this.#firstEvent = call.events.length;
    this.#observed = call.events.length;
  }

  async run(): Promise<Utterance> {
    const { readMachine, session, hangUp } = this.#options;
    const call = this.#call;
    const { samples, lastSpeech } = this.#clip;
    const atStart = readMachine();
    const saidMs = call.say(samples);
    const lastCapturedMs = saidMs + ((lastSpeech - 1) * 1000) / inputRateHz;
    const isSent = () => call.sentAtMs(lastCapturedMs) !== undefined;
    await call.until(isSent, lastCapturedMs - saidMs + replyLimitMs);
    const lastSentMs = call.sentAtMs(lastCapturedMs);
    let before = readMachine();
    let after = before;
    if (lastSentMs !== undefined) {
      const early = this.#isAudibleFrom(sampleAt(call, saidMs), sampleAt(call, lastSentMs));
      // A reply that came sooner than that was made while the clip was said.
      if (early) before = atStart;
      this.#lastSentMs = lastSentMs;
      this.#scanned = sampleAt(call, lastSentMs);
      await call.until(() => this.#isHeard() || this.#isOver(), replyLimitMs);
      after = readMachine();
      if (hangUp && !early) await this.#hangUp();
      else await call.until(() => this.#isOver(), playOutLimitMs);
    }
    this.#follow();
    return {
      clip: this.#clip,
      session,
      events: call.events.slice(this.#firstEvent),
      observer: this.#observer,
      loudspeaker: call.loudspeaker,
      itemsOf: (responseId) => call.itemsOf(responseId),
      saidMs,
      lastSentMs,
      sentEndSample: (Math.floor((lastCapturedMs - call.startMs) / chunkMs + 1e-6) + 1) * samplesPerChunk,
      disturbance: disturbanceBetween(before, after),
      clientLateMs: call.maxSendLateMs,
      failure: call.failure,
    };
  }

  async #hangUp(): Promise<void> {
    const enoughMs = (this.#firstHeardMs ?? 0) + heardEnoughMs;
    await this.#call.until(() => this.#call.nowMs >= enoughMs, heardEnoughMs);
    this.#follow();
    if (!this.#observer.isIdle) this.#call.send({ type: 'response.cancel' });
    await this.#call.until(() => this.#isIdle(), recordLimitMs);
  }

  /** Something of a reply has come out since the last speech sample. */
  #isHeard(): boolean {
    if (this.#firstHeardMs !== undefined) return true;
    this.#call.loudspeaker.playTo(this.#call.nowMs);
    const { count } = this.#call.loudspeaker;
    if (this.#isAudibleFrom(this.#scanned, count)) this.#firstHeardMs = this.#call.nowMs;
    this.#scanned = count;
    return this.#firstHeardMs !== undefined;
  }

  #isAudibleFrom(from: number, to: number): boolean {
    for (let sample = from; sample < to; sample++) {
      if (Math.abs(this.#call.loudspeaker.sampleAt(sample)) > audible) return true;
    }
    return false;
  }

  /** Nothing more will come: all turns have their records, all replies have been played, and it was long enough quiet. */
  #isOver(): boolean {
    const quiet = this.#isIdle() && this.#call.nowMs >= this.#call.loudspeaker.endMs;
    const answered = this.#isHeard() && this.#observer.records.length > 0;
    return quiet && (answered || this.#call.nowMs >= this.#lastSentMs + quietLimitMs);
  }

  #isIdle(): boolean {
    this.#follow();
    return this.#observer.isIdle;
  }

  #follow(): void {
    const { events } = this.#call;
    for (; this.#observed < events.length; this.#observed++) {
      const { event, atMs } = events[this.#observed]!;
      this.#observer.observe(event, atMs);
    }
  }
}

const sampleAt = (call: Call, atMs: number): number => Math.floor(((atMs - call.startMs) * outputRateHz) / 1000);
