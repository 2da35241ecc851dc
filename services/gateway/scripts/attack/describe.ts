import type { AttackReport, Phase } from './phases.ts';

/**
 * Latency may grow by a fifth. On a round trip of a quarter of a millisecond a fifth is far below what the machine's other
 * work does to it, so an absolute floor stands beside it: below it, nobody could tell.
 */
const allowedGrowth = 1.2;
const floorMs = { p50: 1, p99: 5 };
const allowedMemoryBytes = 16 << 20;

export interface AttackVerdict {
  readonly phase: Phase;
  /** The quiet before and after it, the mean of both. */
  readonly quietP50Ms: number;
  readonly quietP99Ms: number;
  readonly holds: boolean;
}

export function verdicts({ phases }: AttackReport): AttackVerdict[] {
  return phases.flatMap((phase, index) => {
    const [before, after] = [phases[index - 1], phases[index + 1]];
    if (!phase.outcome || !before || !after) return [];
    const quietP50Ms = (before.client.p50Ms + after.client.p50Ms) / 2;
    const quietP99Ms = (before.client.p99Ms + after.client.p99Ms) / 2;
    const within = (found: number, quiet: number, floor: number) =>
      found <= Math.max(quiet * allowedGrowth, quiet + floor);
    const isClean = phase.client.end === undefined && phase.client.outOfOrder === 0;
    const holds =
      isClean &&
      within(phase.client.p50Ms, quietP50Ms, floorMs.p50) &&
      within(phase.client.p99Ms, quietP99Ms, floorMs.p99);
    return [{ phase, quietP50Ms, quietP99Ms, holds }];
  });
}

const heldBytes = ({ heapBytes, externalBytes }: AttackReport['after']) => heapBytes + externalBytes;
const isFlat = ({ before, after }: AttackReport) => heldBytes(after) - heldBytes(before) <= allowedMemoryBytes;
const isWhole = ({ phases }: AttackReport) => {
  const last = phases.at(-1)?.client;
  // What was sent a moment ago may still be on its way.
  return last !== undefined && last.sent - last.answered <= 5 && last.end === undefined;
};

export const holds = (report: AttackReport): boolean =>
  verdicts(report).every((verdict) => verdict.holds) && isFlat(report) && isWhole(report);

export function describeAttacks(report: AttackReport): string {
  const row = (name: string, cells: readonly (number | string)[]) =>
    name.padEnd(16) + cells.map((cell) => `${typeof cell === 'number' ? cell.toFixed(2) : cell}`.padStart(10)).join('');
  const rows = verdicts(report).flatMap(({ phase, quietP50Ms, quietP99Ms, holds: isHeld }) => {
    const { client, loopDelay, gatewayCpuShare, peakRssBytes, outcome } = phase;
    const counts = Object.entries(outcome?.counts ?? {}).sort((a, b) => b[1] - a[1]);
    return [
      row(phase.name, [
        quietP50Ms,
        client.p50Ms,
        quietP99Ms,
        client.p99Ms,
        client.maxMs,
        loopDelay.p99Ms,
        `${(gatewayCpuShare * 100).toFixed(0)} %`,
        `${(peakRssBytes / 2 ** 20).toFixed(0)} MB`,
        isHeld ? 'held' : 'missed',
      ]),
      `  attackers: ${counts.map(([what, count]) => `${what} × ${count}`).join(', ') || 'nothing'}`,
    ];
  });
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const { before, after, phases } = report;
  const last = phases.at(-1)?.client;
  return [
    'One session at 50 frames a second; round trips in ms, quiet before and after each attack beside it',
    row('', ['quiet p50', 'p50', 'quiet p99', 'p99', 'max', 'loop p99', 'CPU', 'resident', '']),
    ...rows,
    `allowed: a fifth more, or ${floorMs.p50} ms at p50 and ${floorMs.p99} ms at p99`,
    `the session's chunks: ${last?.sent} sent, ${last?.answered} answered, ${last?.outOfOrder} out of order, ${last?.end ?? 'still connected'}`,
    `after garbage collection: heap and buffers ${megabytes(heldBytes(before))} → ${megabytes(heldBytes(after))}, ` +
      `resident ${megabytes(before.rssBytes)} → ${megabytes(after.rssBytes)}, sessions ${before.sessions} → ${after.sessions}: ${isFlat(report) ? 'flat' : 'grown'}`,
  ].join('\n');
}
