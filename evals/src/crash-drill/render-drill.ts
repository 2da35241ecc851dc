import type { DrillResult } from './run-drill.ts';

/** What a person reads after a drill. */
export const renderDrill = ({ passed, kills, starts, acknowledged, stored, missing, torn }: DrillResult): string =>
  [
    `${passed ? 'Passed' : 'FAILED'}: killed ${kills} times, started ${starts} times.`,
    `${acknowledged} turns acknowledged, ${stored} stored, ${missing.length} missing.`,
    ...missing.map(({ turnId, traceId }) => `missing: turn ${turnId}, trace ${traceId}`),
    ...torn.map((problem) => `torn: ${problem}`),
  ].join('\n');
