import { decodePcm16 } from '@cascade/audio';
import type { Clock, ServerEvent } from '@cascade/contracts';
import { type Clip, chunkClip, chunkMs, sentRateHz, silentChunk } from './clip.ts';
import { type ConnectOptions, connectRealtime } from './connect-realtime.ts';
import { ConversationObserver } from './conversation-observer.ts';
import { PlaybackReporter } from './playback-reporter.ts';
import { PlayoutTimeline } from './playout-timeline.ts';
import type { RealtimeClient } from './realtime-client.ts';
import { describeEnd } from './realtime-socket.ts';
import { summarizeTalk, type TalkedClip } from './talk-record.ts';

export interface TalkOptions extends Pick<ConnectOptions, 'url' | 'key' | 'webSocket'> {
  readonly clock: Clock;
  /** Silence before the clip, as an open microphone would send it. Default 200. */
  readonly leadInMs?: number;
  /** Silence after the clip before it may count as done. Default 1200. */
  readonly graceMs?: number;
  /** Gives up this long after the end of the clip. Default 30,000. */
  readonly limitMs?: number;
  /** Audio as binary frames instead of base64. Default false: as clients that others wrote. */
  readonly binaryAudio?: boolean;
  /** IANA name. */
  readonly timeZone?: string;
  /** For the turn record. */
  readonly device?: Readonly<Record<string, string>>;
  /** Ends the conversation at once; the clip's error then says so. */
  readonly signal?: AbortSignal;
  /** Sees every event of the server, with the time it came on `clock`. */
  readonly onEvent?: (event: ServerEvent, atMs: number) => void;
}

/** Rate of the reply, which is that of the voice: nothing is resampled on the way. */
export const replyRateHz = 24_000;
const connectTimeoutMs = 10_000;
/** Where nothing was noticed at all, the server may be behind: it gets this many graces. */
const gracesWithoutTurn = 4;

/**
 * Says one clip to a service in a conversation of its own and measures what comes back. The clip is streamed at real
 * time on an absolute timeline (a chunk is never sent before its time, and lateness does not add up) with silence around
 * it, and the reply is played on a virtual loudspeaker. Done when no turn is open, every reply has been played and the
 * grace has passed; or at the limit.
 *
 * @throws CascadeError when there is no connection; what goes wrong later is the `error` of the record
 */
export async function talkClip(clip: Clip, options: TalkOptions): Promise<TalkedClip> {
  const client = await connect(options);
  try {
    return await new Talk(client, clip, options).run();
  } finally {
    client.close();
    await client.closed;
  }
}

function connect({ url, key, webSocket, binaryAudio, timeZone, device, signal }: TalkOptions): Promise<RealtimeClient> {
  const timeout = AbortSignal.timeout(connectTimeoutMs);
  return connectRealtime({
    url,
    ...(key === undefined ? {} : { key }),
    ...(webSocket === undefined ? {} : { webSocket }),
    formats: { input: { type: 'audio/pcm', rate: sentRateHz }, output: { type: 'audio/pcm', rate: replyRateHz } },
    session: {
      type: 'realtime',
      cascade: {
        playback_ack: true,
        ducking: 'client',
        binary_audio: binaryAudio ?? false,
        ...(timeZone === undefined ? {} : { time_zone: timeZone }),
        ...(device === undefined ? {} : { device: { ...device } }),
      },
    },
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
}

class Talk {
  readonly #client: RealtimeClient;
  readonly #clip: Clip;
  readonly #options: TalkOptions;
  readonly #observer = new ConversationObserver();
  readonly #playout = new PlayoutTimeline(replyRateHz);
  readonly #reporter: PlaybackReporter;
  readonly #responseOfItem = new Map<string, string>();
  /** The response that is played quieter. */
  #ducked: string | undefined;
  #failure: string | undefined;

  constructor(client: RealtimeClient, clip: Clip, options: TalkOptions) {
    this.#client = client;
    this.#clip = clip;
    this.#options = options;
    this.#reporter = new PlaybackReporter(this.#playout, (event) => client.send(event));
    client.onEvent((event) => this.#observe(event));
    client.onAudio(({ itemId, responseId, bytes }) => {
      this.#responseOfItem.set(itemId, responseId);
      // A cut-off sample cannot be heard, and is no reason to lose the rest.
      this.#playout.receive(itemId, decodePcm16(bytes.subarray(0, bytes.length & ~1)), this.#options.clock.nowMs());
    });
    client.onProtocolError((error) => {
      this.#failure ??= error.message;
    });
    client.closed.then((end) => {
      this.#failure ??= `the server ${describeEnd(end)}`;
    });
  }

  async run(): Promise<TalkedClip> {
    const { clock, signal, leadInMs = 200, graceMs = 1200, limitMs = 30_000 } = this.#options;
    const { chunks, lastSpeechChunk } = chunkClip(this.#clip);
    const firstChunk = Math.ceil(leadInMs / chunkMs);
    const startMs = clock.nowMs();
    const clipEndMs = startMs + (firstChunk + chunks.length) * chunkMs;
    let lastSpeechSentMs: number | undefined;
    let sentEndSample: number | undefined;
    let maxSendLateMs = 0;
    let endSendLateMs = 0;
    for (let index = 0; this.#failure === undefined; index++) {
      const dueMs = startMs + (index + 1) * chunkMs;
      const earlyMs = dueMs - clock.nowMs();
      if (earlyMs > 0) await clock.sleep(earlyMs);
      if (this.#failure !== undefined) break;
      maxSendLateMs = Math.max(maxSendLateMs, clock.nowMs() - dueMs);
      const clipChunk = index - firstChunk;
      this.#client.appendAudio(chunks[clipChunk] ?? silentChunk);
      const nowMs = clock.nowMs();
      if (clipChunk === lastSpeechChunk) {
        lastSpeechSentMs = nowMs;
        endSendLateMs = nowMs - dueMs;
        sentEndSample = (index + 1) * chunkMs * (sentRateHz / 1000);
      }
      this.#reporter.report(nowMs);
      if (this.#isDone(nowMs, clipEndMs, graceMs)) break;
      if (nowMs >= clipEndMs + limitMs) this.#failure = this.#describeLimit(limitMs);
      if (signal?.aborted) this.#failure = 'stopped';
    }
    return summarizeTalk({
      clip: this.#clip.id,
      observer: this.#observer,
      playout: this.#playout,
      responseOfItem: this.#responseOfItem,
      lastSpeechSentMs,
      sentEndSample,
      maxSendLateMs,
      endSendLateMs,
      failure: this.#failure,
    });
  }

  #observe(event: ServerEvent): void {
    const nowMs = this.#options.clock.nowMs();
    this.#observer.observe(event, nowMs);
    if (event.type === 'cascade.playback.duck') {
      this.#playout.setGain(10 ** (event.gain_db / 20), nowMs);
      this.#ducked = event.ducked ? event.response_id : undefined;
      // Should the reply be stopped, what was audible of it is what was played until now.
      this.#reporter.report(nowMs, true);
    }
    const cleared = event.type === 'output_audio_buffer.cleared';
    if (cleared || (event.type === 'response.done' && event.response.status === 'cancelled')) {
      const responseId = cleared ? event.response_id : event.response.id;
      this.#stopPlaying(responseId, nowMs);
    }
    if (event.type === 'response.done' && event.response.id === this.#ducked) {
      this.#playout.setGain(1, nowMs);
      this.#ducked = undefined;
    }
    this.#options.onEvent?.(event, nowMs);
  }

  /** As a client that others wrote does: what is not yet heard of a cancelled response never will be. */
  #stopPlaying(responseId: string, nowMs: number): void {
    const playing = this.#playout.itemIds.at(-1);
    if (playing === undefined || this.#responseOfItem.get(playing) !== responseId) return;
    this.#playout.cut(nowMs);
    this.#reporter.report(nowMs, true);
  }

  #isDone(nowMs: number, clipEndMs: number, graceMs: number): boolean {
    const waitedMs = nowMs - clipEndMs;
    if (!this.#observer.sawTurn) return waitedMs >= graceMs * gracesWithoutTurn;
    return waitedMs >= graceMs && this.#observer.isIdle && nowMs >= this.#playout.endMs;
  }

  #describeLimit(limitMs: number): string {
    const seconds = limitMs / 1000;
    if (!this.#observer.sawTurn) return `no speech was noticed within ${seconds} s after the clip`;
    const what = this.#observer.isIdle ? 'the reply was still playing' : 'a turn was still open';
    return `${what} ${seconds} s after the clip`;
  }
}
