/**
 * The simulated user's sound: 16-bit samples whose value says which piece of speech they belong to, 0 for silence. So it
 * can go through the real gateway, late, doubled or in part, and the scripted stages know what was said where.
 */
import { inputRateHz } from '@cascade/contracts';
import type { SpeechPiece } from './recorded-utterances.ts';

/** One millisecond of speech of one piece. */
const samplesPerMs = inputRateHz / 1000;
const fullScale = 32_768;

/** All that a user has begun to say in a session. */
export class SpokenPieces {
  readonly #pieces: SpeechPiece[] = [];

  /** The mark of its samples. */
  add(piece: SpeechPiece): number {
    this.#pieces.push(piece);
    return this.#pieces.length;
  }

  /** Undefined for silence. */
  ofMark(mark: number): SpeechPiece | undefined {
    return this.#pieces[mark - 1];
  }
}

/** `markAt(ms)` for each millisecond from `fromMs` on. */
export function markedPcm16(fromMs: number, toMs: number, markAt: (ms: number) => number): Uint8Array {
  const samples = new Int16Array((toMs - fromMs) * samplesPerMs);
  for (let ms = fromMs; ms < toMs; ms++) {
    const mark = markAt(ms);
    if (mark !== 0) samples.fill(mark, (ms - fromMs) * samplesPerMs, (ms - fromMs + 1) * samplesPerMs);
  }
  return new Uint8Array(samples.buffer);
}

/** The mark of a sample as the stages have it. */
export const markOf = (sample: number | undefined): number => Math.round((sample ?? 0) * fullScale);
