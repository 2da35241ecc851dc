import { readFileSync } from 'node:fs';
import type { TurnDetection } from '@cascade/contracts';
import type { TurnNumbers } from '../src/index.ts';
import { semanticDetection, simulateConversation } from './conversation-simulator.ts';

/** One pause of a recorded clip, as voice detector, recognizer and end-of-turn model gave it. The last one of a clip ends it. */
export interface RecordedPause {
  readonly clip: string;
  /** Several sentences read or spoken with the pauses between them. */
  readonly dictation: boolean;
  /** The speech before the pause. */
  readonly startMs: number;
  readonly endMs: number;
  /** Of the end-of-turn model, by the silence it heard, in milliseconds. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Final transcript at this pause, of everything since the clip began, and the time it took. */
  readonly text: string;
  readonly finalMs: number;
}

export function readRecordedPauses(file: URL | string = new URL('../fixtures/pauses.jsonl', import.meta.url)) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedPause);
  return Map.groupBy(rows, ({ clip }) => clip);
}

export interface EndingOptions {
  readonly detection?: TurnDetection;
  readonly numbers?: Partial<TurnNumbers>;
  /** Decide without the end-of-turn model. */
  readonly withoutModel?: boolean;
  /** What the recognizer's time is multiplied by, and the time of the model. */
  readonly slowness?: number;
  readonly scoreMs?: number;
}

/** What became of one clip. */
export interface ClipEnding {
  readonly clip: string;
  readonly dictation: boolean;
  readonly pauses: number;
  /** Turns ended before the last word, and how many of them were taken up again before the reply counted as heard. */
  readonly cutoffs: number;
  readonly reopened: number;
  /** From the last word to the decision that ends the turn. */
  readonly delayMs: number | undefined;
  readonly scores: number;
}

/** Says a recorded clip to the turn manager. */
export function endClip(pauses: readonly RecordedPause[], options: EndingOptions = {}): ClipEnding {
  const { slowness = 1, scoreMs = 50 } = options;
  const at = (endMs: number) => pauses.findLast((pause) => pause.endMs <= endMs + 1) ?? pauses[0]!;
  const lastMs = pauses.at(-1)!.endMs;
  const { of } = simulateConversation({
    segments: pauses.map(({ startMs, endMs, text }) => ({ fromMs: startMs, toMs: endMs, text })),
    detection: options.detection ?? semanticDetection,
    ...(options.numbers ? { numbers: options.numbers } : {}),
    recognize: (endMs) => ({ text: at(endMs).text, latencyMs: at(endMs).finalMs * slowness }),
    judge: (endMs, silenceMs) => (options.withoutModel ? null : nearest(at(endMs).probabilities, silenceMs)),
    scoreLatencyMs: scoreMs * slowness,
    pauseMs: 64,
    hangoverMs: 384,
    replyAfterMs: 500,
    replyMs: 3000,
    untilMs: lastMs + 6000,
  });
  const committed = of('turn-committed');
  const early = committed.filter(({ atMs }) => atMs <= lastMs);
  return {
    clip: pauses[0]!.clip,
    dictation: pauses[0]!.dictation,
    pauses: pauses.length - 1,
    cutoffs: early.length,
    reopened: of('response-cancelled').filter(({ cause }) => cause === 'reopened').length,
    delayMs: committed.filter(({ atMs }) => atMs > lastMs).map(({ atMs }) => atMs - lastMs)[0],
    scores: of('score-end-of-turn').length,
  };
}

function nearest(probabilities: RecordedPause['probabilities'], silenceMs: number): number {
  const [first = '0', ...others] = Object.keys(probabilities);
  const distance = (key: string) => Math.abs(Number(key) - silenceMs);
  return probabilities[others.reduce((best, key) => (distance(key) < distance(best) ? key : best), first)]!;
}

/** Value below which `share` of the values lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
