import type { BudgetStage, RecordSpan, TurnRecord } from '@cascade/contracts';
import { budgetStageNames } from './budget-profiles.ts';
import type { CardId } from './card.ts';

/** A number that a turn record holds about one stage. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | '%' | 's' | '';
  /** The budget that it is held to. */
  readonly budget?: BudgetStage;
  /** Null when the turn had none. */
  read(record: TurnRecord): number | null;
}

const spans = (record: TurnRecord, stage: RecordSpan['stage'], name: string, critical: boolean) =>
  record.spans.filter((span) => span.stage === stage && span.name === name && span.critical === critical);

const lengthMs = (span: RecordSpan | undefined) => (span ? span.end_ms - span.start_ms : null);

const sum = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0));

/** The probability that the end-of-turn model gave last. */
function endOfTurnPercent(record: TurnRecord): number | null {
  const probability = spans(record, 'turn', 'end-of-turn', false).at(-1)?.attributes?.probability;
  return typeof probability === 'number' ? probability * 100 : null;
}

/** The latency of a budget stage, as the record has it. */
export const budgetFigure = (budget: BudgetStage): Figure => ({
  name: budgetStageNames[budget],
  unit: 'ms',
  budget,
  read: (record) => record.stages_ms[budget] ?? null,
});

const voiceToVoice: Figure = { name: 'voice-to-voice', unit: 'ms', read: (record) => record.voice_to_voice_ms };

export const stageFigures: Readonly<Record<CardId, readonly Figure[]>> = {
  overview: [
    voiceToVoice,
    { name: 'compute of the turn', unit: 'ms', read: ({ cost }) => cost.compute_ms },
    { name: 'saved by working ahead', unit: 'ms', read: ({ speculation }) => speculation.saved_ms },
  ],
  client: [
    budgetFigure('client_buffering'),
    { name: 'chunk', unit: 'ms', read: ({ audio }) => audio.chunk_ms },
    { name: 'jitter p95', unit: 'ms', read: ({ audio }) => audio.jitter_ms },
  ],
  gateway: [
    budgetFigure('client_buffering'),
    {
      name: 'first audio to its play',
      unit: 'ms',
      read: (record) => lengthMs(spans(record, 'gateway', 'playback', true)[0]),
    },
    { name: 'event-loop delay p99', unit: 'ms', read: ({ machine }) => machine.event_loop_delay_p99_ms },
  ],
  vad: [
    { name: 'pause told after', unit: 'ms', read: (record) => lengthMs(spans(record, 'vad', 'pause', true)[0]) },
    {
      name: 'compute of the last pause',
      unit: 'ms',
      read: (record) => spans(record, 'vad', 'speech-pause', false).at(-1)?.compute_ms ?? null,
    },
  ],
  asr: [
    budgetFigure('first_partial'),
    budgetFigure('finalization'),
    {
      name: 'compute of the final',
      unit: 'ms',
      read: (record) => spans(record, 'asr', 'final', false).at(-1)?.compute_ms ?? null,
    },
    {
      name: 'compute of all partials',
      unit: 'ms',
      read: (record) => sum(spans(record, 'asr', 'partial', false).map(({ compute_ms }) => compute_ms)),
    },
  ],
  turn: [
    {
      name: 'end of turn decided after',
      unit: 'ms',
      read: ({ decisions }) => decisions.findLast(({ kind }) => kind === 'commit')?.at_ms ?? null,
    },
    { name: 'model says “finished”', unit: '%', read: endOfTurnPercent },
    {
      name: 'compute of the model',
      unit: 'ms',
      read: (record) => sum(spans(record, 'turn', 'end-of-turn', false).map(({ compute_ms }) => compute_ms)),
    },
  ],
  planner: [
    budgetFigure('planning'),
    {
      name: 'first token',
      unit: 'ms',
      read: (record) => lengthMs(spans(record, 'planner', 'first-token', false)[0]),
    },
    { name: 'tokens written', unit: '', read: ({ response }) => response?.output_tokens ?? null },
  ],
  tts: [
    budgetFigure('first_audio_byte'),
    {
      name: 'compute of all clauses',
      unit: 'ms',
      read: (record) => sum(spans(record, 'tts', 'clause', false).map(({ compute_ms }) => compute_ms)),
    },
    { name: 'audio made', unit: 's', read: ({ playback }) => playback.audio_ms / 1000 },
  ],
  playback: [
    voiceToVoice,
    { name: 'heard', unit: 's', read: ({ playback }) => playback.played_ms / 1000 },
    {
      name: 'heard of what was made',
      unit: '%',
      read: ({ playback }) => (playback.audio_ms > 0 ? (playback.played_ms / playback.audio_ms) * 100 : null),
    },
  ],
  records: [
    voiceToVoice,
    { name: 'compute of the turn', unit: 'ms', read: ({ cost }) => cost.compute_ms },
    { name: 'computed in vain', unit: 'ms', read: ({ speculation }) => speculation.wasted_compute_ms },
    { name: 'taken by neighbours', unit: '%', read: ({ machine }) => machine.steal_percent },
  ],
  evals: [],
  registry: [],
  release: [],
  review: [],
};

/** Median as the budget command has it: between the two closest ranks (Hyndman and Fan's type 7). */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
}

export interface FigureRow {
  readonly figure: Figure;
  readonly last: number | null;
  readonly p50: number | null;
  readonly turns: number;
}

/** Figures over turns, oldest first: that of the last turn, and the median of those that had one. */
export function figureRows(figures: readonly Figure[], records: readonly TurnRecord[]): FigureRow[] {
  return figures.map((figure) => {
    const values = records.flatMap((record) => figure.read(record) ?? []);
    const lastRecord = records.at(-1);
    return { figure, last: lastRecord ? figure.read(lastRecord) : null, p50: median(values), turns: values.length };
  });
}

/** "147 ms", "1.6 s", "97 %", "–". */
export function formatFigure(value: number | null, unit: Figure['unit']): string {
  if (value === null) return '–';
  const digits = unit === 's' || (unit === 'ms' && Math.abs(value) < 10) ? 1 : 0;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}
