/** The assistant as tests use it: the real service on a free port, and people to talk to it. */

import { readFile } from 'node:fs/promises';
import { encodePcm16, readWav, resample } from '@cascade/audio';
import { connectRealtime, type RealtimeClient, talkClip } from '@cascade/client';
import type { ServerEvent, ServerEventOf, ServerEventType, SessionUpdate, TurnRecord } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { systemClock } from '@cascade/runtime';
import { type Assistant, loadAssistantConfig, startAssistant } from '../src/index.ts';

const quiet = { CASCADE_LOG_LEVEL: 'silent', CASCADE_PORT: '0', CASCADE_CONSOLE: 'false' };

export const startForTest = (environment: Readonly<Record<string, string>> = {}): Promise<Assistant> =>
  startAssistant(loadAssistantConfig({ ...process.env, ...quiet, ...environment }).values);

/** Ten seconds of a person reading. */
export async function humanSpeech() {
  const { file } = await resolveModel('sample-speech');
  return readWav(await readFile(file('beckett.wav')));
}

/** One clip in a conversation of its own, at real time. */
export const talk = (assistant: Assistant, samples: Float32Array, sampleRateHz = 24_000) =>
  talkClip({ id: 'test', samples, sampleRateHz }, { url: assistant.realtimeUrl, clock: systemClock });

/** A client that keeps every event and streams its microphone at real time, silence when nothing is said. */
export class Talker {
  readonly events: ServerEvent[] = [];
  readonly client: RealtimeClient;
  audioBytes = 0;
  readonly #chunkMs = 20;
  #speech: Uint8Array<ArrayBuffer>[] = [];
  #microphone: NodeJS.Timeout | undefined;
  #waiting: { matches(event: ServerEvent): boolean; resolve(event: ServerEvent): void }[] = [];

  private constructor(client: RealtimeClient) {
    this.client = client;
    client.onAudio(({ bytes }) => {
      this.audioBytes += bytes.length;
    });
    client.onEvent((event) => {
      this.events.push(event);
      for (const waiter of this.#waiting.filter(({ matches }) => matches(event))) waiter.resolve(event);
    });
  }

  static async connect(assistant: Assistant, session: SessionUpdate = { type: 'realtime' }): Promise<Talker> {
    const talker = new Talker(
      await connectRealtime({
        url: assistant.realtimeUrl,
        session,
        formats: { input: { type: 'audio/pcm', rate: 16_000 }, output: { type: 'audio/pcm', rate: 24_000 } },
        signal: AbortSignal.timeout(10_000),
      }),
    );
    talker.#openMicrophone();
    return talker;
  }

  say(samples: Float32Array, rateHz = 24_000): void {
    const spoken = rateHz === 16_000 ? samples : resample(samples, { fromHz: rateHz, toHz: 16_000 });
    const chunkSamples = 16 * this.#chunkMs;
    for (let start = 0; start < spoken.length; start += chunkSamples) {
      const chunk = new Float32Array(chunkSamples);
      chunk.set(spoken.subarray(start, start + chunkSamples));
      this.#speech.push(new Uint8Array(encodePcm16(chunk)));
    }
  }

  /** The next event of a type that matches; one that came already does not count unless `from` says so. */
  async next<T extends ServerEventType>(
    type: T,
    matches: (event: ServerEventOf<T>) => boolean = () => true,
    from = this.events.length,
  ): Promise<ServerEventOf<T>> {
    const fits = (event: ServerEvent) => event.type === type && matches(event as ServerEventOf<T>);
    const known = this.events.slice(from).find(fits);
    if (known) return known as ServerEventOf<T>;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} within 20 s, only ${this.#types()}`)), 20_000);
      const waiter = {
        matches: fits,
        resolve: (event: ServerEvent) => {
          clearTimeout(timer);
          this.#waiting = this.#waiting.filter((other) => other !== waiter);
          resolve(event as ServerEventOf<T>);
        },
      };
      this.#waiting.push(waiter);
    });
  }

  async nextRecord(): Promise<TurnRecord> {
    return (await this.next('cascade.turn.record')).record;
  }

  /** As a client that sends audio only while a button is held. */
  stopMicrophone(): void {
    clearInterval(this.#microphone);
  }

  async close(): Promise<void> {
    this.stopMicrophone();
    this.client.close();
    await this.client.closed;
  }

  #openMicrophone(): void {
    const silence = new Uint8Array(32 * this.#chunkMs);
    const startMs = performance.now();
    let sent = 0;
    this.#microphone = setInterval(() => {
      for (; sent * this.#chunkMs < performance.now() - startMs; sent++) {
        this.client.appendAudio(this.#speech.shift() ?? silence);
      }
    }, this.#chunkMs / 2);
  }

  #types(): string {
    return [...new Set(this.events.map(({ type }) => type))].join(', ');
  }
}
