import { encodePcm16, lastSpeechSample, resample } from '@cascade/audio';

/** A recording to be spoken to the service: mono, −1 … 1. */
export interface Clip {
  readonly id: string;
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** Audio goes out in chunks of this length, each when its last sample would have been captured. */
export const chunkMs = 20;
/** What the recognizer works at: nothing is gained by sending more, and sending less would lose. */
export const sentRateHz = 16_000;
const chunkSamples = (sentRateHz * chunkMs) / 1000;

/** A clip cut into PCM16 chunks at 16 kHz, and which of them holds the end of speech. */
export interface ChunkedClip {
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  /** Index of the chunk with the last speech sample (`lastSpeechSample` of the audio package); undefined without speech. */
  readonly lastSpeechChunk: number | undefined;
}

/** The last chunk is filled up with silence; a clip without samples has no chunk. */
export function chunkClip(clip: Clip): ChunkedClip {
  const { samples, sampleRateHz } = clip;
  const atSentRate =
    sampleRateHz === sentRateHz ? samples : resample(samples, { fromHz: sampleRateHz, toHz: sentRateHz });
  const padded = new Float32Array(Math.ceil(atSentRate.length / chunkSamples) * chunkSamples);
  padded.set(atSentRate);
  const chunks = Array.from({ length: padded.length / chunkSamples }, (_, index) => {
    return new Uint8Array(encodePcm16(padded.subarray(index * chunkSamples, (index + 1) * chunkSamples)));
  });
  const speechEnd = lastSpeechSample(atSentRate, sentRateHz);
  return { chunks, lastSpeechChunk: speechEnd > 0 ? Math.floor((speechEnd - 1) / chunkSamples) : undefined };
}

export const silentChunk = new Uint8Array(chunkSamples * 2);
