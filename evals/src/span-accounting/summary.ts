import { quantile } from '@cascade/telemetry';
import { type AccountedTurn, differenceMs, explainedMs } from './accounted-turn.ts';

/** The spans of a turn explain its voice-to-voice time if they come this near, and do so in this share of the turns. */
export const toleranceMs = 20;
export const requiredShare = 0.99;

export interface UnexplainedTurn {
  readonly clip: string;
  readonly trace_id: string;
  readonly client_ms: number;
  readonly explained_ms: number;
  readonly difference_ms: number;
  readonly reason: string;
}

export interface AccountingSummary {
  readonly turns: number;
  readonly within: number;
  /** Null without turns. */
  readonly share_within: number | null;
  readonly tolerance_ms: number;
  readonly required_share: number;
  readonly passed: boolean;
  /** Of the client's figure less what the spans say, in milliseconds. */
  readonly difference_ms: Readonly<Record<'min' | 'p1' | 'p5' | 'p50' | 'p95' | 'p99' | 'max', number>> | null;
  /** The largest differences first, within the tolerance or not. */
  readonly worst: readonly UnexplainedTurn[];
}

const shownWorst = 10;
const quantiles = { min: 0, p1: 0.01, p5: 0.05, p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

export function summarize(turns: readonly AccountedTurn[]): AccountingSummary {
  const differences = turns.map(differenceMs);
  const within = differences.filter((difference) => Math.abs(difference) <= toleranceMs).length;
  const share = turns.length === 0 ? null : within / turns.length;
  return {
    turns: turns.length,
    within,
    share_within: share,
    tolerance_ms: toleranceMs,
    required_share: requiredShare,
    passed: share !== null && share >= requiredShare,
    difference_ms:
      turns.length === 0
        ? null
        : (Object.fromEntries(
            Object.entries(quantiles).map(([name, probability]) => [name, round(quantile(differences, probability))]),
          ) as AccountingSummary['difference_ms']),
    worst: turns
      .toSorted((a, b) => Math.abs(differenceMs(b)) - Math.abs(differenceMs(a)))
      .slice(0, shownWorst)
      .map(described),
  };
}

function described(turn: AccountedTurn): UnexplainedTurn {
  const { clip, trace_id, client_ms } = turn;
  return {
    clip,
    trace_id,
    client_ms,
    explained_ms: round(explainedMs(turn)),
    difference_ms: round(differenceMs(turn)),
    reason: reasonOf(turn),
  };
}

/** What most of the difference comes from, as far as the figures tell. */
export function reasonOf(turn: AccountedTurn): string {
  const difference = differenceMs(turn);
  const isMost = (part: number) =>
    Math.abs(part) > Math.abs(difference) / 2 && Math.sign(part) === Math.sign(difference);
  if (turn.spans_ms === 0) return 'the server has no critical span of the turn';
  if (isMost(turn.gap_ms)) return `no critical span covers ${turn.gap_ms} ms of the server’s own time`;
  if (isMost(turn.on_way_ms)) return `the reply was ${turn.on_way_ms} ms on its way to the loudspeaker`;
  const beginning = round(difference - turn.on_way_ms);
  return `server and client place the end of speech ${Math.abs(beginning)} ms apart (jitter ${turn.jitter_ms} ms)`;
}

/** For people. */
export function renderSummary(summary: AccountingSummary): string {
  const { turns, within, share_within, difference_ms, worst } = summary;
  if (share_within === null || !difference_ms) return 'There is no turn to account for.';
  const percent = `${(100 * share_within).toFixed(1)} %`;
  const lines = [
    `${turns} turns; spans within ${toleranceMs} ms of voice-to-voice in ${within} (${percent}), ${100 * requiredShare} % required`,
    `client less spans, ms: ${Object.entries(difference_ms)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
    'largest differences:',
    ...worst.map(
      ({ clip, trace_id, client_ms, explained_ms, difference_ms: difference, reason }) =>
        `  ${String(difference).padStart(7)} ms  ${clip} (${trace_id}): ${client_ms} by the client, ${explained_ms} by the spans; ${reason}`,
    ),
  ];
  return lines.join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;
