export { evaluateGate, type FailingSlice, type GateReport } from './evaluate-gate.ts';
export { resultsFolder, storedResults } from './find-runs.ts';
export { type Gate, gateFile, matchesSlice, parseGate, readGate } from './gate-schema.ts';
export { baselineOf, type JudgeOptions, judgeCandidate } from './judge.ts';
export { readRegistry, registryAddress } from './open-registry.ts';
export { type PairedDifference, pairedDifference } from './paired-difference.ts';
export { findRouting, type Routing, type Win, winOf } from './routing.ts';
export { type Check, describeDifference, pairedClips, type Runs, routedRun, runChecks, show } from './run-checks.ts';
export { describeWin, gateText, routingLines } from './text-report.ts';
