import type { TurnRecord } from '@cascade/contracts';
import { firstSoundMs, type Interval, speechMs, stageInterval } from '../derive/stage-interval.ts';
import { budgetStageOrder } from '../derive/stages.ts';

const leastWindowMs = 100;

/**
 * The stretch that explains the answer: all that the user waited for, with some room for the sound that follows, and as
 * much of what went before as leaves the waiting at least half of the width. Budgets that are nearly used are within it;
 * one that is far away must not squeeze the bars.
 */
export function answerWindow(record: TurnRecord): Interval {
  const waitedMs = Math.max(leastWindowMs, answeredMs(record));
  const nearMs = budgetStageOrder.flatMap((stage) => {
    const interval = stageInterval(record, stage);
    const budgetMs = record.budget.budgets_ms[stage];
    const dueMs = interval && budgetMs !== undefined ? interval.fromMs + budgetMs : undefined;
    return dueMs !== undefined && dueMs <= waitedMs * 1.3 ? [dueMs] : [];
  });
  const toMs = Math.max(waitedMs * 1.15, ...nearMs.map((dueMs) => dueMs + waitedMs * 0.04));
  const fromMs = Math.max(-toMs * 0.8, earliestMs(record) - toMs * 0.04);
  return { fromMs, toMs };
}

/** From the first word to the end of the reply. */
export function wholeWindow(record: TurnRecord): Interval {
  const soundMs = firstSoundMs(record);
  const { played_ms: playedMs, audio_ms: audioMs } = record.playback;
  const lastMs = Math.max(
    answeredMs(record),
    ...record.spans.map((span) => span.end_ms),
    soundMs === null ? 0 : soundMs + Math.max(playedMs, audioMs),
  );
  const firstMs = earliestMs(record);
  const roomMs = Math.max(leastWindowMs, lastMs - firstMs) * 0.02;
  return { fromMs: firstMs - roomMs, toMs: lastMs + roomMs };
}

/** When the waiting was over: the first sound, or, without one, the last thing that was done or decided. */
function answeredMs(record: TurnRecord): number {
  const soundMs = firstSoundMs(record);
  if (soundMs !== null) return soundMs;
  const doneMs = [...record.spans.map((span) => span.end_ms), ...record.decisions.map(({ at_ms: atMs }) => atMs)];
  return Math.max(0, ...doneMs);
}

const earliestMs = (record: TurnRecord): number =>
  Math.min(0, -speechMs(record), ...record.spans.map((span) => span.start_ms));
