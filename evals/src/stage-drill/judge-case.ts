import type { StageName, TurnRecord } from '@cascade/contracts';
import type { DrillCase } from './cases.ts';

/** An alert that fired, as Prometheus has it. */
export interface FiredAlert {
  readonly name: string;
  readonly stage: string | undefined;
  readonly team: string | undefined;
  readonly runbook: string | undefined;
  readonly description: string;
}

/** What a case left behind. */
export interface CaseEvidence {
  readonly records: readonly Pick<TurnRecord, 'faults' | 'budget' | 'session_id'>[];
  /** What the budget report names first: the stage and team of most overruns; undefined when it names nobody. */
  readonly report: { readonly stage: string; readonly team: string; readonly owner: string } | undefined;
  readonly alerts: readonly FiredAlert[];
  /** Turns that Prometheus counted as touched by the switch. */
  readonly countedFaults: number;
}

export interface CaseResult {
  readonly name: string;
  readonly turns: number;
  /** Stage → how many verdicts name it. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly report: CaseEvidence['report'];
  readonly alerts: readonly string[];
  /** What is not as it should be; empty when the case was named rightly. */
  readonly problems: readonly string[];
}

/** Tells that a switch is on, not that something is wrong. */
const aboutSwitches = 'CascadeFaultSwitchOn';

/** Whether what was broken, and only that, was named. Pure. */
export function judgeCase(
  { fault }: DrillCase,
  name: string,
  { records, report, alerts, countedFaults }: CaseEvidence,
  teams: Readonly<Record<StageName, string>>,
): CaseResult {
  const verdicts = records.flatMap((record) => record.budget.verdicts ?? []);
  const byStage: Record<string, number> = {};
  for (const { stage } of verdicts) byStage[stage] = (byStage[stage] ?? 0) + 1;
  const real = alerts.filter((alert) => alert.name !== aboutSwitches);
  const problems: string[] = [];
  if (!fault) {
    if (report) problems.push(`the report names ${report.stage} (${report.team})`);
    for (const { name: alert, stage } of real) problems.push(`${alert} fires for ${stage}`);
  } else {
    const team = teams[fault.stage];
    const touched = records.filter((record) => record.faults?.some(({ stage }) => stage === fault.stage));
    if (touched.length === 0) problems.push('no turn record names the switch');
    if (countedFaults === 0) problems.push('no metric counts the switch');
    const [most] = Object.entries(byStage).sort(([, a], [, b]) => b - a);
    if (most?.[0] !== fault.stage) problems.push(`verdicts name ${most?.[0] ?? 'nobody'}`);
    if (report?.stage !== fault.stage || report.team !== team)
      problems.push(`the report names ${report?.stage ?? 'nobody'}`);
    const right = real.filter((alert) => alert.stage === fault.stage);
    if (right.length === 0) problems.push('no alert names the stage');
    for (const alert of right) {
      if (alert.team !== team) problems.push(`${alert.name} names the team ${alert.team}, not ${team}`);
      if (!alert.runbook) problems.push(`${alert.name} has no runbook`);
    }
    for (const alert of real.filter(({ stage }) => stage !== fault.stage))
      problems.push(`${alert.name} fires for ${alert.stage}`);
  }
  const names = [...new Set(alerts.map((alert) => `${alert.name}${alert.stage ? ` (${alert.stage})` : ''}`))];
  return { name, turns: records.length, verdicts: byStage, report, alerts: names, problems };
}
