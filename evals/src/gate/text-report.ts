import type { GateReport } from './evaluate-gate.ts';
import type { Routing, Win } from './routing.ts';
import { show } from './run-checks.ts';

/** The verdict first, then why, then what could be done. */
export function gateText(report: GateReport): string {
  const { gate, candidate, baseline, suite, failing, insufficient, checks, win, routing } = report;
  const lines = [
    `${report.pass ? 'PASS' : 'FAIL'}  ${candidate} against ${baseline}: gate ${gate}, suite ${suite}`,
    ...(win ? [`  win: ${describeWin(win)}`] : []),
  ];
  const list = (title: string, slices: typeof failing) => {
    if (slices.length > 0) lines.push('', title);
    for (const { slice, metric, samples, reason } of slices)
      lines.push(`  ${slice}, ${metric} (${samples}): ${reason}`);
  };
  list('Failing:', failing);
  list('Not judged, which is not a pass:', insufficient);
  const passed = checks.filter(({ outcome }) => outcome === 'pass').length;
  lines.push('', `${passed} of ${checks.length} checks pass.`);
  if (routing) lines.push('', ...routingLines(routing));
  return lines.join('\n');
}

export const describeWin = ({ metric, unit, baseline, candidate, changePercent }: Win): string =>
  `${metric} ${show(baseline, { unit })} → ${show(candidate, { unit })} ` +
  `(${changePercent < 0 ? '−' : '+'}${Math.abs(changePercent).toFixed(1)} %)`;

/** Also for release notes. */
export function routingLines(routing: Routing): string[] {
  const { passes, feasible, keepOnBaseline, remaining, candidateShare, win } = routing;
  const failing = remaining.filter(({ outcome }) => outcome === 'fail');
  if (failing.length > 0) {
    const names = failing.map(({ slice, metric }) => `${slice}, ${metric}`).join('; ');
    return [`No routing by slices lets it pass: ${names} fails however the slices are served.`];
  }
  if (keepOnBaseline.length === 0) return ['Nothing fails, so there is nothing to route: measure what was not judged.'];
  const share = `${(100 * candidateShare).toFixed(0)} % of what users say`;
  return [
    `${passes ? 'It passes' : 'Nothing fails'} with these slices left on the baseline, and ${share} on the candidate:`,
    ...keepOnBaseline.map(({ slice, clips, by }) => {
      return `  ${slice} (${clips} clips): ${by === undefined ? 'cannot be told apart before it is recognized' : by}`;
    }),
    ...(win ? [`  what is left of the win: ${describeWin(win)}`] : []),
    ...(passes ? [] : [`${remaining.length} rules are still not judged, which is not a pass.`]),
    ...(feasible || !passes
      ? []
      : ['Not all of these can be routed by: pause or roll back, unless the gate names a cohort for them.']),
  ];
}
