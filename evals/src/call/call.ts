import { dbfsToAmplitude, decodePcm16, encodePcm16 } from '@cascade/audio';
import {
  type ConnectOptions,
  chunkMs,
  connectRealtime,
  PlaybackReporter,
  type RealtimeClient,
  replyRateHz,
} from '@cascade/client';
import {
  type ClientEventInput,
  type Clock,
  inputRateHz,
  type ServerEvent,
  type SessionUpdate,
} from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { EchoPath, type EchoPathOptions, seededRandom } from '../sounds/index.ts';
import { Loudspeaker } from './loudspeaker.ts';

export interface TimedEvent {
  readonly atMs: number;
  readonly event: ServerEvent;
}

export interface CallOptions {
  readonly url: string;
  readonly key?: string;
  /** For the planner; the service's own without it. */
  readonly instructions?: string;
  /** For the turn records. */
  readonly device?: Readonly<Record<string, string>>;
  /** Who turns the reply down while it is not clear whether somebody interrupts. */
  readonly ducking: 'client' | 'server';
  readonly echo: EchoPathOptions | undefined;
  /** Level of the microphone's own noise, in dBFS; digital silence beside what is said without it. */
  readonly noiseDbfs?: number;
  readonly seed: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly webSocket?: ConnectOptions['webSocket'];
}

const connectTimeoutMs = 10_000;
const chunkSamples = (inputRateHz * chunkMs) / 1000;
const playedChunkSamples = (replyRateHz * chunkMs) / 1000;
/** Sums of times leave a remainder far below one chunk. */
const rounding = 1e-6;

/**
 * A person on the line: a microphone that sends in real time, a loudspeaker that plays in real time, and the echo from
 * one to the other. Playback stops when the server says that a response is cancelled, as clients of others do, and what
 * was played is acknowledged ten times a second.
 */
export class Call {
  readonly events: TimedEvent[] = [];
  /** What the server sent that is not of the protocol. */
  readonly malformed: string[] = [];
  readonly loudspeaker: Loudspeaker;
  /** All that the microphone picked up, in the order it was sent. */
  readonly microphone: Float32Array[] = [];
  readonly startMs: number;
  failure: string | undefined;
  /** How late the client itself was with a chunk, at most: time that is not the service's. */
  maxSendLateMs = 0;
  readonly #client: RealtimeClient;
  readonly #clock: Clock;
  readonly #reporter: PlaybackReporter;
  readonly #echo: EchoPath | undefined;
  readonly #floor: Float32Array;
  readonly #itemsOf = new Map<string, Set<string>>();
  readonly #listeners = new Set<() => void>();
  #sound: Float32Array | undefined;
  #soundAt = 0;
  /** When each chunk was handed to the socket. */
  readonly #sentMs: number[] = [];
  #timer: (() => void) | undefined;

  private constructor(client: RealtimeClient, options: CallOptions) {
    this.#client = client;
    this.#clock = options.clock ?? systemClock;
    this.startMs = this.#clock.nowMs();
    this.loudspeaker = new Loudspeaker(this.startMs);
    this.#reporter = new PlaybackReporter(this.loudspeaker, (event) => client.send(event));
    this.#echo = options.echo && new EchoPath(options.echo);
    const random = seededRandom(`${options.seed}/floor`);
    const { noiseDbfs } = options;
    const amplitude = noiseDbfs === undefined ? 0 : dbfsToAmplitude(noiseDbfs);
    this.#floor = new Float32Array(inputRateHz).map(() => random.gaussian() * amplitude);
    client.onEvent((event) => this.#observe(event));
    client.onAudio(({ itemId, responseId, bytes }) => {
      const items = this.#itemsOf.get(responseId) ?? new Set<string>();
      this.#itemsOf.set(responseId, items.add(itemId));
      this.loudspeaker.receive(itemId, decodePcm16(bytes.subarray(0, bytes.length & ~1)), this.#clock.nowMs());
    });
    client.onProtocolError((error) => this.malformed.push(error.message));
    client.closed.then(() => this.#fail('the connection ended'));
    this.#tick();
  }

  /** @throws CascadeError when there is no connection */
  static async open(options: CallOptions): Promise<Call> {
    const session: SessionUpdate = {
      type: 'realtime',
      ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
      cascade: {
        playback_ack: true,
        binary_audio: true,
        ducking: options.ducking,
        ...(options.device === undefined ? {} : { device: { ...options.device } }),
      },
    };
    const client = await connectRealtime({
      url: options.url,
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(options.webSocket === undefined ? {} : { webSocket: options.webSocket }),
      session,
      formats: { input: { type: 'audio/pcm', rate: inputRateHz }, output: { type: 'audio/pcm', rate: replyRateHz } },
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    return new Call(client, options);
  }

  send(event: ClientEventInput): void {
    this.#client.send(event);
  }

  /**
   * Says a sound from the next chunk on.
   *
   * @returns when its first sample is captured
   */
  say(samples: Float32Array): number {
    this.#sound = samples;
    this.#soundAt = 0;
    return this.startMs + this.#sentMs.length * chunkMs;
  }

  /** When what the microphone picked up at `capturedMs` was sent, with its whole chunk; undefined before it was. */
  sentAtMs(capturedMs: number): number | undefined {
    return this.#sentMs[Math.floor((capturedMs - this.startMs) / chunkMs + rounding)];
  }

  /** The client stops playing these items by itself, and says how far it got. */
  stopPlaying(responseId: string): void {
    const nowMs = this.#clock.nowMs();
    this.loudspeaker.drop(this.#itemsOf.get(responseId) ?? new Set(), nowMs);
    this.#reporter.report(nowMs, true);
  }

  itemsOf(responseId: string): readonly string[] {
    return [...(this.#itemsOf.get(responseId) ?? [])];
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  playedMs(itemId: string): number {
    return this.loudspeaker.playedMs(itemId, this.#clock.nowMs());
  }

  /** Resolves as soon as `isSo` holds: looked at after each event and each chunk. False when it did not in time. */
  async until(isSo: () => boolean, limitMs: number): Promise<boolean> {
    const deadlineMs = this.#clock.nowMs() + limitMs;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const look = () => {
      if (isSo()) resolve(true);
      else if (this.failure !== undefined || this.#clock.nowMs() >= deadlineMs) resolve(false);
    };
    this.#listeners.add(look);
    look();
    return promise.finally(() => this.#listeners.delete(look));
  }

  async close(): Promise<void> {
    this.#timer?.();
    this.failure ??= 'closed';
    this.#client.close();
    await this.#client.closed;
  }

  /** Sends every chunk whose last sample has been captured by now. */
  #tick(): void {
    const nowMs = this.#clock.nowMs();
    const lateMs = nowMs - (this.startMs + (this.#sentMs.length + 1) * chunkMs);
    this.maxSendLateMs = Math.max(this.maxSendLateMs, lateMs);
    while (this.startMs + (this.#sentMs.length + 1) * chunkMs <= nowMs) this.#sendChunk();
    this.#reporter.report(nowMs);
    for (const listener of this.#listeners) listener();
    const dueMs = this.startMs + (this.#sentMs.length + 1) * chunkMs;
    this.#timer = this.#clock.setTimer(Math.max(1, dueMs - this.#clock.nowMs()), () => this.#tick());
  }

  #sendChunk(): void {
    const chunk = new Float32Array(chunkSamples);
    const floorStart = (this.#sentMs.length * chunkSamples) % this.#floor.length;
    chunk.set(this.#floor.subarray(floorStart, floorStart + chunkSamples));
    this.#addSound(chunk);
    this.#addEcho(chunk);
    this.microphone.push(chunk);
    this.#client.appendAudio(new Uint8Array(encodePcm16(chunk)));
    this.#sentMs.push(this.#clock.nowMs());
  }

  #addSound(chunk: Float32Array): void {
    if (!this.#sound) return;
    const part = this.#sound.subarray(this.#soundAt, this.#soundAt + chunkSamples);
    for (let index = 0; index < part.length; index++) chunk[index]! += part[index]!;
    this.#soundAt += chunkSamples;
    if (this.#soundAt >= this.#sound.length) this.#sound = undefined;
  }

  #addEcho(chunk: Float32Array): void {
    if (!this.#echo) return;
    this.loudspeaker.playTo(this.startMs + (this.#sentMs.length + 1) * chunkMs);
    const played = (sample: number) => this.loudspeaker.sampleAt(sample);
    const picked = this.#echo.pickUp(played, this.#sentMs.length * playedChunkSamples, playedChunkSamples);
    for (let index = 0; index < chunkSamples; index++) chunk[index]! += picked[index]!;
  }

  #observe(event: ServerEvent): void {
    const atMs = this.#clock.nowMs();
    this.events.push({ atMs, event });
    if (event.type === 'cascade.playback.duck') {
      this.loudspeaker.setGain(event.ducked ? event.gain_db : 0, atMs);
      this.#reporter.report(atMs, true);
    }
    if (event.type === 'response.done') {
      if (event.response.status === 'cancelled') this.stopPlaying(event.response.id);
      this.loudspeaker.setGain(0, atMs);
    }
    if (event.type === 'output_audio_buffer.cleared') this.stopPlaying(event.response_id);
    for (const listener of this.#listeners) listener();
  }

  #fail(reason: string): void {
    this.failure ??= reason;
    for (const listener of this.#listeners) listener();
  }
}
