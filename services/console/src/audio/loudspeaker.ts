import { type ReadonlySignal, signal } from '@preact/signals';
import workletUrl from './playback.worklet.ts?worker&url';
import { type PlaybackCommand, type PlaybackReport, playbackRateHz } from './playback-messages.ts';

/** How far playback has come. */
export interface PlaybackPosition {
  readonly itemId: string;
  /** What has come out of the loudspeaker of this item, by the browser's own latency figure. */
  readonly heardMs: number;
  /** Nothing is queued: the item has ended, or its audio is late. */
  readonly isDry: boolean;
}

/** Since the page was opened; for tests and for people who wonder. */
export interface PlaybackCounters {
  readonly audibleMs: number;
  readonly underruns: number;
}

export interface Loudspeaker {
  readonly position: ReadonlySignal<PlaybackPosition | undefined>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** Root mean square of the last 50 ms, 0 … 1. */
  readonly level: ReadonlySignal<number>;
  readonly counters: ReadonlySignal<PlaybackCounters>;
  /** Must be called from a user's gesture the first time. */
  resume(): Promise<void>;
  /** Adds to an item's audio, mono at 24 kHz. Items play one after the other. */
  play(itemId: string, samples: Float32Array<ArrayBuffer>): void;
  /** Drops what is queued and fades out what sounds. */
  flush(): void;
  /** Plays the queue quieter, or at 0 dB as loud as it is. */
  duck(gainDb: number): void;
  /** Plays beside the queue, once: a sample question, so that it is heard too. Resolves when it has ended. */
  playAside(samples: Float32Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
}

/** An item shorter than the jitter buffer's start would never begin: it is let go after this. */
const releaseAfterMs = 80;

export function createLoudspeaker(): Loudspeaker {
  const position = signal<PlaybackPosition | undefined>(undefined);
  const isPlaying = signal(false);
  const level = signal(0);
  const counters = signal<PlaybackCounters>({ audibleMs: 0, underruns: 0 });
  /** Ids by the number that the worklet knows them by. */
  const itemIds: string[] = [];
  let context: AudioContext | undefined;
  let node: Promise<AudioWorkletNode> | undefined;

  const receive = (report: PlaybackReport) => {
    isPlaying.value = report.isPlaying;
    level.value = report.isPlaying ? report.level : 0;
    counters.value = {
      audibleMs: Math.round((report.audibleSamples * 1000) / playbackRateHz),
      underruns: report.underruns,
    };
    const itemId = itemIds[report.item];
    if (itemId === undefined) return;
    const playedMs = (report.playedSamples * 1000) / playbackRateHz;
    const isDry = report.queuedSamples === 0;
    // What the worklet has given away still has the way to the loudspeaker before it.
    const latencyMs = isDry ? 0 : (context?.outputLatency ?? 0) * 1000;
    position.value = { itemId, heardMs: Math.max(0, playedMs - latencyMs), isDry };
  };

  const open = (): Promise<AudioWorkletNode> => {
    node ??= (async () => {
      context = new AudioContext({ sampleRate: playbackRateHz, latencyHint: 'interactive' });
      await context.audioWorklet.addModule(workletUrl);
      const opened = new AudioWorkletNode(context, 'cascade-playback', {
        numberOfInputs: 0,
        outputChannelCount: [1],
      });
      opened.port.onmessage = ({ data }: MessageEvent<PlaybackReport>) => receive(data);
      opened.connect(context.destination);
      return opened;
    })();
    return node;
  };
  const tell = async (command: PlaybackCommand, transfer: Transferable[] = []) => {
    (await open()).port.postMessage(command, transfer);
  };

  return {
    position,
    isPlaying,
    level,
    counters,
    async resume() {
      await open();
      await context?.resume();
    },
    play(itemId, samples) {
      if (itemIds.at(-1) !== itemId) itemIds.push(itemId);
      void tell({ type: 'audio', item: itemIds.length - 1, samples }, [samples.buffer]);
      if (!isPlaying.value) setTimeout(() => void tell({ type: 'release' }), releaseAfterMs);
    },
    flush() {
      if (node) void tell({ type: 'flush' });
    },
    duck(gainDb) {
      if (node) void tell({ type: 'loudness', factor: 10 ** (gainDb / 20) });
    },
    async playAside(samples, abort) {
      await open();
      if (!context || abort.aborted) return;
      const buffer = context.createBuffer(1, samples.length, playbackRateHz);
      buffer.copyToChannel(samples, 0);
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      await new Promise<void>((resolve) => {
        source.onended = () => resolve();
        abort.addEventListener('abort', () => source.stop(), { once: true });
        source.start();
      });
      source.disconnect();
    },
  };
}
