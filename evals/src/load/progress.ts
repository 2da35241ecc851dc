import { printable } from '@cascade/budget';
import type { LoadProgress } from './run-load.ts';
import type { StepResult } from './step-result.ts';

/** What the search believes after each step. */
export interface Belief {
  readonly sessions: number;
  readonly atLeast: boolean;
  readonly first: string | undefined;
}

/** For who waits: one line that is written over where a terminal allows it, and a line that stays for each step. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #startMs = performance.now();
  readonly #limitMs: number | undefined;
  #label = '';

  constructor(stream: NodeJS.WriteStream, limitMs?: number) {
    this.#stream = stream;
    this.#limitMs = limitMs;
  }

  /** What is going on now. */
  label(text: string): void {
    this.#label = text;
    this.#write(`${this.#clock()}  ${text}`, true);
  }

  tick({ atMs, endMs, window, sessions, said, heard, refused }: LoadProgress): void {
    if (!this.#stream.isTTY) return;
    const bar = barOf(atMs / endMs);
    const now = window === undefined ? 'coming and going' : `measuring ${window}`;
    const line = `${this.#clock()}  ${this.#label}  ${bar}  ${now}: ${sessions} on the line, ${said} turns said, ${heard} answers${refused > 0 ? `, ${refused} refused` : ''}`;
    this.#write(line, false);
  }

  step(step: StepResult, belief?: Belief): void {
    const { p50, p95 } = step.voice_to_voice_ms;
    const verdict = !step.counted ? 'does not count' : step.kept ? 'kept' : 'BROKEN';
    const why = step.doubts.length > 0 && !step.counted ? step.doubts.join('; ') : step.reasons.slice(0, 2).join('; ');
    const so = belief
      ? `  → ${belief.atLeast ? 'at least ' : 'about '}${belief.sessions.toFixed(1)} sessions${belief.first === undefined ? '' : `, ${belief.first} first`}`
      : '';
    const figures = `${step.name}: ${step.turns} turns, voice-to-voice p50 ${ms(p50)} p95 ${ms(p95)} ms, ${verdict}`;
    this.#write(`${this.#clock()}  ${figures}${why === '' ? '' : ` (${why})`}${so}`, true);
  }

  #clock(): string {
    const elapsed = minutes(performance.now() - this.#startMs);
    return this.#limitMs === undefined ? elapsed : `${elapsed}/${minutes(this.#limitMs)}`;
  }

  #write(text: string, stays: boolean): void {
    const line = printable(text);
    if (!this.#stream.isTTY) this.#stream.write(`${line}\n`);
    else this.#stream.write(`\r\u001b[2K${stays ? `${line}\n` : line.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  }
}

const barWidth = 20;

function barOf(share: number): string {
  const full = Math.round(barWidth * Math.min(1, Math.max(0, share)));
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}]`;
}

const ms = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

function minutes(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
