import { decodePcm16, firstAudibleSample } from '@cascade/audio';
import type { PlayedItems } from '@cascade/client';
import { outputRateHz } from '@cascade/contracts';

interface Piece {
  readonly itemId: string;
  readonly responseId: string;
  readonly startMs: number;
  endMs: number;
}

const bytesOfMs = (2 * outputRateHz) / 1000;

/**
 * When replies are heard by somebody who plays them as they come, without keeping their sound: a piece begins when it arrives
 * or when what came before has been played, whichever is later. Audio that comes faster than real time is not heard faster.
 */
export class Earpiece implements PlayedItems {
  endMs = Number.NEGATIVE_INFINITY;
  #pieces: Piece[] = [];
  /** Whole pieces, and the begun part of what `stop` took away. */
  readonly #playedMs = new Map<string, number>();
  readonly #untold = new Set<string>();
  readonly #firstAudibleMs = new Map<string, number>();

  /** PCM16 at 24 kHz. */
  receive(
    { itemId, responseId, bytes }: { itemId: string; responseId: string; bytes: Uint8Array },
    nowMs: number,
  ): void {
    const startMs = Math.max(nowMs, this.endMs);
    const endMs = startMs + bytes.length / bytesOfMs;
    this.#pieces.push({ itemId, responseId, startMs, endMs });
    this.endMs = endMs;
    if (this.#firstAudibleMs.has(responseId)) return;
    const audible = firstAudibleSample(decodePcm16(bytes.subarray(0, bytes.length & ~1)));
    if (audible !== undefined) this.#firstAudibleMs.set(responseId, startMs + (audible * 1000) / outputRateHz);
  }

  /** What has not been played by now never will be. */
  stop(nowMs: number): void {
    this.#settle(nowMs);
    for (const { itemId, startMs } of this.#pieces) this.#count(itemId, Math.max(0, nowMs - startMs));
    this.#pieces = [];
    for (const [responseId, atMs] of this.#firstAudibleMs) if (atMs > nowMs) this.#firstAudibleMs.delete(responseId);
    this.endMs = Math.min(this.endMs, nowMs);
  }

  isPlaying(nowMs: number): boolean {
    return this.endMs > nowMs;
  }

  /** Those of which `playedMs` has something new to say. */
  get itemIds(): readonly string[] {
    return [...new Set([...this.#untold, ...this.#pieces.map(({ itemId }) => itemId)])];
  }

  playedMs(itemId: string, nowMs: number): number {
    this.#settle(nowMs);
    this.#untold.delete(itemId);
    const playing = this.#pieces.find((piece) => piece.itemId === itemId && piece.startMs < nowMs);
    return (this.#playedMs.get(itemId) ?? 0) + (playing ? nowMs - playing.startMs : 0);
  }

  /** When the first sample of a response louder than −40 dBFS was played, or will be. */
  firstAudibleMs(responseId: string): number | undefined {
    return this.#firstAudibleMs.get(responseId);
  }

  #settle(nowMs: number): void {
    const isOver = (piece: Piece) => piece.endMs <= nowMs;
    for (const { itemId, startMs, endMs } of this.#pieces.filter(isOver)) this.#count(itemId, endMs - startMs);
    this.#pieces = this.#pieces.filter((piece) => !isOver(piece));
  }

  #count(itemId: string, ms: number): void {
    this.#playedMs.set(itemId, (this.#playedMs.get(itemId) ?? 0) + ms);
    this.#untold.add(itemId);
  }
}
