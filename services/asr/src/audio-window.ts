import { inputRateHz } from '@cascade/contracts';
import type { SpeechStretch } from './speech-timeline.ts';

/** A piece of the session's audio, on its clock. */
export interface AudioPiece {
  readonly startSample: number;
  readonly endSample: number;
}

/** Audio given to the recognizer: pieces joined without gap. Long pauses between them are left out. */
export interface AudioWindow {
  readonly pieces: readonly AudioPiece[];
  readonly sampleCount: number;
}

export interface WindowLimits {
  /** Audio kept before the first speech, and after the last. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** A longer pause between two stretches is shortened to this. */
  readonly longestPauseMs: number;
  /** Nothing before it may be used: it belongs to something else, or is no longer held. */
  readonly firstSample: number;
  /** One past the last sample that may be used. */
  readonly endSample: number;
}

const samples = (milliseconds: number) => Math.round((milliseconds * inputRateHz) / 1000);

/** The window over the given speech. An open stretch reaches to `endSample`. Empty when there is no speech. */
export function planWindow(stretches: readonly SpeechStretch[], limits: WindowLimits): AudioWindow {
  const halfPause = samples(limits.longestPauseMs / 2);
  const clip = (sample: number) => Math.min(limits.endSample, Math.max(limits.firstSample, sample));
  const pieces: { startSample: number; endSample: number }[] = [];
  stretches.forEach((stretch, index) => {
    const first = index === 0;
    const last = index === stretches.length - 1;
    const startSample = clip(stretch.startSample - (first ? samples(limits.beforeMs) : halfPause));
    const speechEnd = stretch.endSample ?? limits.endSample;
    const endSample = clip(speechEnd + (last ? samples(limits.afterMs) : halfPause));
    const before = pieces.at(-1);
    if (before && startSample <= before.endSample) before.endSample = Math.max(before.endSample, endSample);
    else if (endSample > startSample) pieces.push({ startSample, endSample });
  });
  return { pieces, sampleCount: pieces.reduce((sum, piece) => sum + piece.endSample - piece.startSample, 0) };
}

/** Where a position within the window lies on the audio clock. */
export function windowToSession(window: AudioWindow, position: number): number {
  let before = 0;
  for (const piece of window.pieces) {
    const length = piece.endSample - piece.startSample;
    if (position <= before + length) return piece.startSample + Math.max(0, position - before);
    before += length;
  }
  return window.pieces.at(-1)?.endSample ?? 0;
}

/** The opposite: a sample that was left out is put where the window goes on. */
export function sessionToWindow(window: AudioWindow, sample: number): number {
  let before = 0;
  for (const piece of window.pieces) {
    if (sample < piece.startSample) return before;
    if (sample <= piece.endSample) return before + sample - piece.startSample;
    before += piece.endSample - piece.startSample;
  }
  return before;
}

/** Copies the window's samples. */
export function readWindow(
  window: AudioWindow,
  read: (startSample: number, endSample: number) => Float32Array,
): Float32Array<ArrayBuffer> {
  const audio = new Float32Array(window.sampleCount);
  let offset = 0;
  for (const piece of window.pieces) {
    audio.set(read(piece.startSample, piece.endSample), offset);
    offset += piece.endSample - piece.startSample;
  }
  return audio;
}
