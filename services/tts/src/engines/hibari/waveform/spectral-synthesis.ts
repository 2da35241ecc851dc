import { createRealFft } from '@cascade/audio';
import { FRAME_SAMPLES, FREQUENCY_BINS, hannWindow, WINDOW_SAMPLES } from './frames.ts';
import { cosineAt, limitedExponential, sineAt, squashedTurnPosition, tablePosition } from './lookup-functions.ts';
import type { NoiseRows } from './noise.ts';
import { LOWEST_PITCH_HZ, pulseTrain } from './pulse-train.ts';

/** What the acoustic model gives: `frequencies × frames` values each, frequency by frequency. */
export interface SpectralParts {
  readonly frames: number;
  /** Natural logarithm of the harmonics' gain. */
  readonly harmonicLogGain: Float32Array;
  /** Phase turn of the harmonics, as θ of π·tanh(θ). */
  readonly harmonicTurn: Float32Array;
  readonly noiseLogGain: Float32Array;
  /** The third part has a gain and a phase of its own. */
  readonly freeLogGain: Float32Array;
  readonly freePhase: Float32Array;
  /** One value for each frame, 0 where unvoiced. */
  readonly pitchHz: Float32Array;
}

/** Frames are worked on in blocks, as the model's rows hold neighbouring frames side by side. */
const BLOCK_FRAMES = 8;
const FRAMES_PER_WINDOW = WINDOW_SAMPLES / FRAME_SAMPLES;
const HALF_WINDOW = WINDOW_SAMPLES / 2;
/** Numbers of noise for a frame: a real and an imaginary part for each frequency. */
export const NOISE_ROW_LENGTH = 2 * FREQUENCY_BINS;

/** A harmonic of amplitude 1 peaks at a quarter of the window's length in the transform; this makes that 1. */
const sourceWindow = hannWindow.map((value) => value / (WINDOW_SAMPLES / 4));

/** Working memory, for one synthesis at a time: a worker runs one job after the other. */
const fft = createRealFft(WINDOW_SAMPLES);
const windowed = new Float64Array(WINDOW_SAMPLES);
const blockReal = new Float64Array(BLOCK_FRAMES * FREQUENCY_BINS);
const blockImaginary = new Float64Array(BLOCK_FRAMES * FREQUENCY_BINS);
const realRows = rowsOf(blockReal);
const imaginaryRows = rowsOf(blockImaginary);
const noiseStarts = new Int32Array(BLOCK_FRAMES);

function rowsOf(block: Float64Array): Float64Array[] {
  return Array.from({ length: BLOCK_FRAMES }, (_, row) =>
    block.subarray(row * FREQUENCY_BINS, (row + 1) * FREQUENCY_BINS),
  );
}

/**
 * The voice's waveform from the acoustic model's parts, by the formula of the voice package: with E the transform of the
 * pulse train and Z complex Gaussian noise,
 * S = e^min(lh,7) · e^(iπ·tanh θ) · E + e^min(ln,7) · Z + e^min(lr,7) · e^(iφ), then the inverse transform of S.
 *
 * @returns `frames` × 300 samples at 24 kHz, frame centres at multiples of 300
 */
export function synthesizeWaveform(parts: SpectralParts, noise: NoiseRows): Float32Array {
  const { frames } = parts;
  const source = mirrorEnds(pulseTrain(parts.pitchHz));
  // One window more than the frames have room for; cut away at the end.
  const overlapped = new Float32Array((frames + FRAMES_PER_WINDOW - 1) * FRAME_SAMPLES);
  const audible = audibleFrames(parts);
  for (let first = audible.start; first < audible.end; first += BLOCK_FRAMES) {
    const count = Math.min(BLOCK_FRAMES, audible.end - first);
    for (let row = 0; row < count; row += 1) {
      transformSource(source, first + row, row);
      noiseStarts[row] = noise.nextStart();
    }
    combineParts(parts, first, count, noise.values);
    for (let row = 0; row < count; row += 1) {
      fft.inverse(realRows[row]!, imaginaryRows[row]!, windowed);
      const at = (first + row) * FRAME_SAMPLES;
      for (let index = 0; index < WINDOW_SAMPLES; index += 1)
        overlapped[at + index]! += windowed[index]! * hannWindow[index]!;
    }
  }
  normalizeOverlap(overlapped, frames);
  return overlapped.slice(HALF_WINDOW, HALF_WINDOW + frames * FRAME_SAMPLES);
}

/**
 * The frames between the silences at both ends, which are a sixth of all: there the pitch is 0 and the gains are so low
 * that nothing is heard (e^−6 is a sound of −78 dBFS at most; every eighth frequency is looked at). Samples stay zero.
 */
function audibleFrames({ frames, noiseLogGain, freeLogGain, pitchHz }: SpectralParts) {
  const isAudible = (frame: number): boolean => {
    if (pitchHz[frame]! > LOWEST_PITCH_HZ) return true;
    for (let at = frame; at < frames * FREQUENCY_BINS; at += 8 * frames) {
      if (noiseLogGain[at]! > -6 || freeLogGain[at]! > -6) return true;
    }
    return false;
  };
  let start = 0;
  let end = frames;
  while (start < end && !isAudible(start)) start += 1;
  while (end > start && !isAudible(end - 1)) end -= 1;
  // A window reaches the pulses of frames so far away.
  return { start: Math.max(0, start - FRAMES_PER_WINDOW / 2), end: Math.min(frames, end + FRAMES_PER_WINDOW / 2) };
}

/** Half a window more on each side, mirrored at the first and the last sample. */
function mirrorEnds(signal: Float32Array): Float32Array {
  const mirrored = new Float32Array(signal.length + WINDOW_SAMPLES);
  mirrored.set(signal, HALF_WINDOW);
  const last = signal.length - 1;
  for (let index = 1; index <= HALF_WINDOW; index += 1) {
    mirrored[HALF_WINDOW - index] = signal[Math.min(index, last)]!;
    mirrored[HALF_WINDOW + last + index] = signal[Math.max(last - index, 0)]!;
  }
  return mirrored;
}

/** The transform of the source around one frame, into a row of the block. */
function transformSource(source: Float32Array, frame: number, row: number): void {
  const at = frame * FRAME_SAMPLES;
  let isSilent = true;
  for (let index = 0; index < WINDOW_SAMPLES; index += 1) {
    const value = source[at + index]!;
    if (value !== 0) isSilent = false;
    windowed[index] = value * sourceWindow[index]!;
  }
  if (isSilent) {
    realRows[row]!.fill(0);
    imaginaryRows[row]!.fill(0);
  } else {
    fft.forward(windowed, realRows[row]!, imaginaryRows[row]!);
  }
}

/** Turns the block's source spectra into the voice's spectra, in place. */
function combineParts(parts: SpectralParts, first: number, count: number, noise: Float32Array): void {
  const { frames, harmonicLogGain, harmonicTurn, noiseLogGain, freeLogGain, freePhase } = parts;
  for (let bin = 0; bin < FREQUENCY_BINS; bin += 1) {
    for (let row = 0; row < count; row += 1) {
      const from = bin * frames + first + row;
      const to = row * FREQUENCY_BINS + bin;
      const noiseAt = noiseStarts[row]! + 2 * bin;
      const noiseGain = limitedExponential(noiseLogGain[from]!);
      const freeGain = limitedExponential(freeLogGain[from]!);
      const free = tablePosition(freePhase[from]!);
      let real = noiseGain * noise[noiseAt]! + freeGain * cosineAt(free);
      let imaginary = noiseGain * noise[noiseAt + 1]! + freeGain * sineAt(free);
      const sourceReal = blockReal[to]!;
      const sourceImaginary = blockImaginary[to]!;
      if (sourceReal !== 0 || sourceImaginary !== 0) {
        // The table position is half a turn ahead, which is a change of sign.
        const turn = squashedTurnPosition(harmonicTurn[from]!);
        const gain = -limitedExponential(harmonicLogGain[from]!);
        const gainReal = gain * cosineAt(turn);
        const gainImaginary = gain * sineAt(turn);
        real += sourceReal * gainReal - sourceImaginary * gainImaginary;
        imaginary += sourceReal * gainImaginary + sourceImaginary * gainReal;
      }
      blockReal[to] = real;
      blockImaginary[to] = imaginary;
    }
  }
}

/** Divides by the sum of the squared windows that reach each sample. */
function normalizeOverlap(overlapped: Float32Array, frames: number): void {
  const hops = overlapped.length / FRAME_SAMPLES;
  for (let hop = 0; hop < hops; hop += 1) {
    for (let index = 0; index < FRAME_SAMPLES; index += 1) {
      let weight = 0;
      for (let part = 0; part < FRAMES_PER_WINDOW; part += 1) {
        const frame = hop - part;
        if (frame >= 0 && frame < frames) weight += hannWindow[part * FRAME_SAMPLES + index]! ** 2;
      }
      overlapped[hop * FRAME_SAMPLES + index]! /= Math.max(weight, 1e-11);
    }
  }
}
