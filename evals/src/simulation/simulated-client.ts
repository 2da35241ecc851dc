import { decodePcm16 } from '@cascade/audio';
import { type Clock, decodeBinaryAudio, outputRateHz, turnPolicies } from '@cascade/contracts';
import type { SeededRandom } from '../sounds/index.ts';
import { draw, happens } from './distributions.ts';
import { type Heard, Loudspeaker } from './loudspeaker.ts';
import { markedPcm16, type SpokenPieces } from './marked-audio.ts';
import type { SpeechPiece } from './recorded-utterances.ts';
import { SimulatedSocket } from './simulated-socket.ts';
import type { World } from './world.ts';

export interface ClientOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly world: World;
  readonly pieces: SpokenPieces;
  onFault(name: string): void;
}

interface Spoken {
  readonly mark: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** While anything happens audio is sent frame by frame, otherwise in longer pieces: nobody would notice. */
const frameMs = 32;
const restingMs = 96;
const restAfterMs = 2500;
const ackEveryMs = 200;
const longestToolMs = 7000;
const longestPieceMs = 192;

/** What this client asks for: each session a little else. */
const sessionFields = (random: SeededRandom) => ({
  type: 'realtime',
  audio: {
    input: { format: { type: 'audio/pcm', rate: 16_000 }, turn_detection: { type: 'semantic_vad' } },
    output: { format: { type: 'audio/pcm', rate: outputRateHz } },
  },
  cascade: {
    binary_audio: true,
    playback_ack: true,
    turn_policy: random.pick([null, ...turnPolicies]),
    reprompt_after_ms: random.pick([null, 8000]),
    ducking: random.pick(['client', 'server']),
  },
});

/** A client as the console is one: microphone, loudspeaker, acknowledgements, a truncation when it falls silent. */
export class SimulatedClient {
  readonly socket: SimulatedSocket;
  readonly loudspeaker: Loudspeaker;
  readonly errors: string[] = [];
  /** Items of responses, by response. */
  readonly items = new Map<string, string>();
  readonly #options: ClientOptions;
  readonly #listeners = new Set<() => void>();
  readonly #streams = new Map<number, string>();
  readonly #spoken: Spoken[] = [];
  readonly #startMs: number;
  readonly #arrival = { toService: 0, toClient: 0 };
  readonly #ducksItself: boolean;
  #sentMs = 0;
  #lastSoundMs = 0;
  #stalledUntilMs = 0;
  #cancelSending: (() => void) | undefined;
  #cancelAck: (() => void) | undefined;
  #gone = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#startMs = options.clock.nowMs();
    this.socket = new SimulatedSocket((message) => this.#travel('toClient', () => this.#receive(message)));
    this.loudspeaker = new Loudspeaker(options.clock, {
      onChange: () => this.#changed(),
      onPlayedOut: ({ itemId, playedMs }) => this.#tellPlayed(itemId, playedMs),
    });
    const session = sessionFields(options.random);
    this.#ducksItself = session.cascade.ducking === 'client';
    this.#tell({ type: 'session.update', session });
    this.#sendAudio();
    this.#acknowledge();
  }

  get gone(): boolean {
    return this.#gone;
  }

  /** Resolves when `isSo` holds, or after `timeoutMs` with false. */
  until(isSo: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isSo() || this.#gone) return Promise.resolve(isSo());
    return new Promise((resolve) => {
      const end = (result: boolean) => {
        this.#listeners.delete(look);
        cancel();
        resolve(result);
      };
      const look = () => {
        if (isSo() || this.#gone) end(isSo());
      };
      const cancel = this.#options.clock.setTimer(timeoutMs, () => end(isSo()));
      this.#listeners.add(look);
    });
  }

  /** Says it from now on; returns when the last of it will have been said, from now. */
  say(pieces: readonly SpeechPiece[]): number {
    const startMs = Math.ceil(this.#nowMs) + 1;
    for (const piece of pieces) {
      const mark = this.#options.pieces.add(piece);
      this.#spoken.push({ mark, fromMs: startMs + Math.round(piece.fromMs), toMs: startMs + Math.round(piece.toMs) });
    }
    const endMs = this.#spoken.at(-1)?.toMs ?? startMs;
    this.#lastSoundMs = endMs;
    this.#sendAudio();
    return endMs - this.#nowMs;
  }

  /** Sends nothing for so long, and then all of it. */
  stall(durationMs: number): void {
    this.#options.onFault('network stalls');
    this.#stalledUntilMs = this.#nowMs + durationMs;
  }

  /** The user presses the button that stops the reply. */
  pressStop(): void {
    this.#tell({ type: 'response.cancel' });
    this.#fallSilent();
  }

  /** @param code 1006: without a word */
  leave(code: 1000 | 1006): void {
    this.#gone = true;
    this.#cancelSending?.();
    this.#cancelAck?.();
    this.loudspeaker.close();
    this.socket.end(code);
    this.#changed();
  }

  get heard(): readonly Heard[] {
    return this.loudspeaker.heard;
  }

  get #nowMs(): number {
    return this.#options.clock.nowMs() - this.#startMs;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** A message on its way: it may be slow, but never overtakes another one. */
  #travel(direction: 'toService' | 'toClient', arrive: () => void): void {
    const { clock, random, world } = this.#options;
    const nowMs = clock.nowMs();
    this.#arrival[direction] = Math.max(this.#arrival[direction], nowMs + draw(world.latencies.network, random));
    clock.setTimer(this.#arrival[direction] - nowMs, () => {
      if (!this.#gone) arrive();
    });
  }

  #tell(event: object): void {
    const message = JSON.stringify(event);
    this.#travel('toService', () => this.socket.receive(message));
  }

  #sendAudio(): void {
    this.#cancelSending?.();
    if (this.#gone) return;
    const nowMs = Math.floor(this.#nowMs);
    if (this.#stalledUntilMs <= nowMs) {
      while (this.#sentMs < nowMs) {
        const fromMs = this.#sentMs;
        const toMs = Math.min(nowMs, fromMs + longestPieceMs);
        const bytes = markedPcm16(fromMs, toMs, (ms) => this.#markAt(ms));
        this.#sentMs = toMs;
        this.#travel('toService', () => this.socket.receive(bytes));
      }
      this.#forgetSaid();
    }
    const resting = nowMs > this.#lastSoundMs + restAfterMs;
    this.#cancelSending = this.#options.clock.setTimer(resting ? restingMs : frameMs, () => this.#sendAudio());
  }

  #markAt(ms: number): number {
    for (const { mark, fromMs, toMs } of this.#spoken) if (fromMs <= ms && ms < toMs) return mark;
    return 0;
  }

  #forgetSaid(): void {
    while ((this.#spoken[0]?.toMs ?? Number.POSITIVE_INFINITY) <= this.#sentMs) this.#spoken.shift();
  }

  #acknowledge(): void {
    const { clock, random, world, onFault } = this.#options;
    this.#cancelAck = clock.setTimer(ackEveryMs, () => this.#acknowledge());
    const item_id = this.loudspeaker.playing;
    if (item_id === undefined) return;
    const playedMs = this.loudspeaker.playedMs(item_id);
    if (happens(world.faults.ackLost, random)) {
      onFault('acknowledgement lost');
    } else if (happens(world.faults.ackLate, random)) {
      onFault('acknowledgement late');
      clock.setTimer(random.between(200, 1500), () => this.#gone || this.#tellPlayed(item_id, playedMs));
    } else {
      this.#tellPlayed(item_id, playedMs);
    }
  }

  /** Takes its time, hands in the result, and asks for the response to it. */
  #runTool(call_id: string): void {
    const { clock, random, world } = this.#options;
    clock.setTimer(Math.min(longestToolMs, draw(world.latencies.tool, random)), () => {
      if (this.#gone) return;
      this.#tell({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output: '{}' } });
      this.#tell({ type: 'response.create' });
    });
  }

  #tellPosition(): void {
    const item_id = this.loudspeaker.playing;
    if (item_id !== undefined) this.#tellPlayed(item_id, this.loudspeaker.playedMs(item_id));
  }

  #tellPlayed(item_id: string, played_ms: number): void {
    this.#tell({ type: 'cascade.playback.ack', item_id, played_ms });
  }

  /** Stops the reply and says where. */
  #fallSilent(): void {
    const stopped = this.loudspeaker.stop();
    if (!stopped) return;
    const { itemId: item_id, playedMs: audio_end_ms } = stopped;
    this.#tell({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms });
  }

  #receive(message: string | Uint8Array): void {
    if (typeof message === 'string') {
      this.#take(JSON.parse(message) as ServerMessage);
      return;
    }
    const frame = decodeBinaryAudio(message);
    const itemId = frame && this.#streams.get(frame.stream);
    if (!itemId) return;
    const isFaded = this.#ducksItself ? undefined : Math.max(...decodePcm16(frame.audio).map(Math.abs)) < inaudible;
    this.loudspeaker.add(itemId, (frame.audio.length / 2 / outputRateHz) * 1000, isFaded);
  }

  #take(event: ServerMessage): void {
    switch (event.type) {
      case 'response.output_item.added':
        this.items.set(event.response_id, event.item.id);
        break;
      case 'cascade.audio.stream':
        this.#streams.set(event.stream, event.item_id);
        break;
      case 'cascade.playback.duck':
        this.loudspeaker.setFaded(event.gain_db <= fadedGainDb);
        this.#tellPosition();
        break;
      case 'input_audio_buffer.speech_started':
        this.#fallSilent();
        break;
      case 'response.done': {
        const itemId = this.items.get(event.response.id);
        if (!itemId) break;
        if (event.response.status === 'cancelled' && this.loudspeaker.playing === itemId) this.#fallSilent();
        this.#finished(itemId);
        break;
      }
      case 'response.output_item.done':
        if (event.item.type === 'function_call') this.#runTool(event.item.call_id);
        break;
      case 'response.output_audio.done':
        this.#finished(event.item_id);
        break;
      case 'error':
        this.errors.push(event.error.code);
        break;
    }
  }

  #finished(itemId: string): void {
    this.loudspeaker.end(itemId);
  }
}

/** Nothing is heard of what is played so quietly. */
const fadedGainDb = -40;
const inaudible = 0.002;

/** What this client looks at of what it is sent. */
type ServerMessage =
  | { type: 'response.output_item.added'; response_id: string; item: { id: string } }
  | { type: 'cascade.audio.stream'; stream: number; item_id: string }
  | { type: 'cascade.playback.duck'; gain_db: number }
  | { type: 'input_audio_buffer.speech_started' }
  | { type: 'response.done'; response: { id: string; status: string } }
  | { type: 'response.output_item.done'; item: { type: 'message' } | { type: 'function_call'; call_id: string } }
  | { type: 'response.output_audio.done'; item_id: string }
  | { type: 'error'; error: { code: string } };
