import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { encodePcm16, firstSpeechSample, lastSpeechSample, readWav, resample } from '@cascade/audio';
import { chunkMs } from '@cascade/client';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { type BenchClip, loadClips, sharedManifest, speechMs, withoutSilence } from '../bench/clips.ts';
import { interruptingClips } from '../bench/interrupt-reply.ts';

/** A recording as it goes over the wire, ready to be sent by any number of clients. */
export interface LoadClip {
  readonly id: string;
  /** Pieces of 20 ms, PCM16 at 16 kHz; the last one is filled up with silence. */
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  /** Samples from the beginning to one past the last speech sample. */
  readonly lastSpeech: number;
}

export interface LoadClips {
  readonly clips: readonly LoadClip[];
  /** In words, for the report. */
  readonly from: string;
}

export const chunkSamples = (inputRateHz * chunkMs) / 1000;
export const clipMs = ({ chunks }: LoadClip): number => chunks.length * chunkMs;
/** Longer ones would leave a step with few turns. */
const longestSpeechMs = 5000;

/**
 * Short things that were clearly said: what is hard to understand for one session tells nothing about how many sessions a
 * service can hold. Of a manifest that has no such clips, all; without any manifest, the sample that comes with the models.
 *
 * @throws CascadeError `invalid_file` or `model_missing`
 */
export async function findLoadClips(manifest: string | undefined): Promise<LoadClips> {
  if (manifest === undefined && !existsSync(sharedManifest)) {
    const { file } = await resolveModel('sample-speech');
    const { samples, sampleRateHz } = readWav(await readFile(file('beckett.wav')));
    return {
      clips: [loadClipOf(wholeClip(resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz })))],
      from: 'the sample of human speech that comes with the models',
    };
  }
  const all = loadClips(manifest).map(withoutSilence);
  const clear = interruptingClips(all).filter((clip) => speechMs(clip) <= longestSpeechMs);
  const used = clear.length > 0 ? clear : all;
  return {
    clips: used.map(loadClipOf),
    from: `${used.length} of ${all.length} clips of ${manifest ?? '../shared/speech/manifest.jsonl'}`,
  };
}

function wholeClip(samples: Float32Array): BenchClip {
  const firstSpeech = firstSpeechSample(samples, inputRateHz) ?? 0;
  return withoutSilence({
    id: 'sample-speech',
    slices: [],
    text: undefined,
    samples,
    firstSpeech,
    lastSpeech: lastSpeechSample(samples, inputRateHz),
  });
}

export function loadClipOf({ id, samples, lastSpeech }: Pick<BenchClip, 'id' | 'samples' | 'lastSpeech'>): LoadClip {
  const chunks = Array.from({ length: Math.ceil(samples.length / chunkSamples) }, (_, index) => {
    const chunk = new Float32Array(chunkSamples);
    chunk.set(samples.subarray(index * chunkSamples, (index + 1) * chunkSamples));
    return new Uint8Array(encodePcm16(chunk));
  });
  return { id, chunks, lastSpeech };
}
