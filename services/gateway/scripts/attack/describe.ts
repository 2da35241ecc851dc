import { isDisturbed } from '../load/other-work.ts';
import { type Latency, latencyOf } from '../load/quantiles.ts';
import type { Resources } from '../load/server-process.ts';
import { type AttackReport, type Phase, tasteMs } from './phases.ts';

/**
 * Latency may grow by a fifth. On a round trip of half a millisecond a fifth is far below what the machine's other work does
 * to it, so an absolute floor stands beside it: below it, nobody could tell.
 */
const allowedGrowth = 1.2;
const floorMs = { p50: 1, p99: 5 };
const allowedHeldBytes = 16 << 20;

export interface AttackVerdict {
  readonly phase: Phase;
  readonly holds: boolean;
}

/** All quiet stretches that were undisturbed together: one of them alone has too few chunks for a p99. */
export function quietLatency({ phases }: AttackReport): Latency {
  const all = phases.filter(({ outcome }) => outcome === undefined);
  const undisturbed = all.filter(({ otherWork }) => !isDisturbed(otherWork));
  const quiet = undisturbed.length > 0 ? undisturbed : all;
  return latencyOf(quiet.flatMap(({ client }) => [...client.roundTripsMs]));
}

export function verdicts(report: AttackReport): AttackVerdict[] {
  const quiet = quietLatency(report);
  const within = (found: number, before: number, floor: number) =>
    found <= Math.max(before * allowedGrowth, before + floor);
  return report.phases
    .filter(({ outcome }) => outcome !== undefined)
    .map((phase) => {
      const { client } = phase;
      const isClean = client.end === undefined && client.outOfOrder === 0;
      const isQuick = within(client.p50Ms, quiet.p50Ms, floorMs.p50) && within(client.p99Ms, quiet.p99Ms, floorMs.p99);
      return { phase, holds: isClean && isQuick };
    });
}

const heldBytes = ({ heapBytes, externalBytes }: AttackReport['after']) => heapBytes + externalBytes;
/** By what the process holds. What is resident is also what its allocators keep for the next time; it is told beside it. */
const isFlat = ({ before, after }: AttackReport) => heldBytes(after) - heldBytes(before) <= allowedHeldBytes;
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
  const quiet = quietLatency(report);
  const quietP99s = report.phases.filter(({ outcome }) => outcome === undefined).map(({ client }) => client.p99Ms);
  const rows = verdicts(report).flatMap(({ phase, holds: isHeld }) => {
    const { client, loopDelay, gatewayCpuShare, peakRssBytes, outcome, otherWork } = phase;
    const counts = Object.entries(outcome?.counts ?? {}).sort((a, b) => b[1] - a[1]);
    return [
      row(phase.name, [
        client.p50Ms,
        client.p99Ms,
        client.maxMs,
        loopDelay.p99Ms,
        `${(gatewayCpuShare * 100).toFixed(0)} %`,
        `${(peakRssBytes / 2 ** 20).toFixed(0)} MB`,
        isHeld ? 'held' : 'missed',
        isDisturbed(otherWork) ? 'disturbed' : '',
      ]),
      `  attackers: ${counts.map(([what, count]) => `${what} × ${count}`).join(', ') || 'nothing'}`,
    ];
  });
  const { fresh, before, after, phases } = report;
  const last = phases.at(-1)?.client;
  const memory = (pick: (resources: Resources) => number) =>
    `${[fresh, before, after].map((each) => (pick(each) / 2 ** 20).toFixed(0)).join(' → ')} MB`;
  return [
    'The round trip of one session at 50 frames a second, in ms, in quiet and during each attack',
    row('', ['p50', 'p99', 'max', 'loop p99', 'CPU', 'resident', '']),
    row('quiet', [quiet.p50Ms, quiet.p99Ms, quiet.maxMs]),
    ...rows,
    `allowed: a fifth more than in quiet, or ${floorMs.p50} ms at p50 and ${floorMs.p99} ms at p99; p99 of single quiet stretches: ` +
      `${Math.min(...quietP99s).toFixed(2)} to ${Math.max(...quietP99s).toFixed(2)} ms`,
    `the session's chunks: ${last?.sent} sent, ${last?.answered} answered, ${last?.outOfOrder} out of order, ${last?.end ?? 'still connected'}`,
    `after garbage collection, of the fresh process, after ${tasteMs / 1000} s of each attack, and at the end: ` +
      `heap and buffers ${memory(heldBytes)}, resident ${memory(({ rssBytes }) => rssBytes)}, ` +
      `sessions ${before.sessions} → ${after.sessions}: ${isFlat(report) ? 'flat' : 'grown'}`,
  ].join('\n');
}
