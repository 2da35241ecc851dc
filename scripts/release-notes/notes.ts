import { compareEntries, type RegisteredEntry, type Registry } from '@cascade/models';
import { type Check, describeWin, type GateReport, type Runs, routingLines, show } from '../../evals/src/gate/index.ts';
import type { EvalRun } from '../../evals/src/results-schema/index.ts';

export interface Measured {
  readonly report: GateReport;
  readonly runs: Runs;
}

export interface NotesInput {
  readonly registry: Registry;
  readonly candidate: string;
  readonly baseline: string;
  /** Undefined when there are no results. */
  readonly measured: Measured | undefined;
}

/** Release notes of one entry as Markdown, from nothing but the registry and the evaluations. */
export function releaseNotes({ registry, candidate, baseline, measured }: NotesInput): string {
  const after = registry.get(candidate);
  const before = registry.get(baseline);
  const latest = after.history.at(-1)!;
  return [
    `# ${candidate}`,
    `${after.entry.description}. Status: ${after.status} since ${dayOf(latest.atMs)} (${latest.by}: ${latest.why}).`,
    '## What changed',
    ...changes(registry, after, before),
    '## Measured effect',
    ...(measured ? effect(measured) : ['Nothing was measured: there are no results of both over one suite.']),
    '## Known regressions',
    ...(measured ? regressions(measured) : ['Unknown without measurements.']),
    '## Rollback',
    ...rollback(registry, after),
  ].join('\n\n');
}

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** From the entry back to the other, or to the first of the line. */
function lineageSteps(registry: Registry, id: string, until: string): string[] {
  const lineage = registry.has(id) ? registry.get(id).entry.lineage : undefined;
  if (!lineage || id === until) return [];
  return [`- ${id}, from ${lineage.parent}: ${lineage.changed}`, ...lineageSteps(registry, lineage.parent, until)];
}

function changes(registry: Registry, after: RegisteredEntry, before: RegisteredEntry): string[] {
  const steps = lineageSteps(registry, after.entry.id, before.entry.id);
  const differences = compareEntries(before.entry, after.entry);
  const rows = differences.map((one) => [one.field, one.before ?? 'default', one.after ?? 'default']);
  return [
    `Against ${before.entry.id}:`,
    ...(steps.length > 0 ? [steps.join('\n')] : []),
    rows.length > 0 ? table(['field', 'before', 'after'], rows) : 'No field differs.',
  ];
}

function effect({ report, runs }: Measured): string[] {
  const { baseline, candidate } = runs;
  const judged = distinct(report.checks).filter(({ interval }) => interval !== undefined);
  const rows = judged.map(({ slice, metric, unit, samples, interval, ...values }) => [
    slice,
    metric,
    String(samples),
    show(values.baseline!, { unit }),
    show(values.candidate!, { unit }),
    interval!.map((bound) => signed(bound, unit)).join(' … '),
  ]);
  const verdict = report.pass ? 'passes' : 'does not pass';
  return [
    `Suite ${report.suite} (${baseline.suite.sha256.slice(0, 12)}), ${candidate.clips.length} clips, on ${candidate.machine}; ` +
      `seeds ${baseline.seed} and ${candidate.seed}. The gate ${report.gate} ${verdict}.` +
      (report.win ? ` ${describeWin(report.win)}.` : ''),
    table(['slice', 'metric', 'recordings', 'before', 'after', 'difference, 95 % interval'], rows),
    `Definitions: ${definitions(baseline)}.`,
    ...notJudged(report),
  ];
}

const definitions = ({ metrics }: EvalRun): string =>
  Object.entries(metrics)
    .map(([name, { definition, aggregate }]) => `${name} (${aggregate}): ${definition}`)
    .join('; ');

function notJudged({ insufficient }: GateReport): string[] {
  if (insufficient.length === 0) return [];
  const list = insufficient.map(({ slice, metric, reason }) => `- ${slice}, ${metric}: ${reason}`);
  return [`Not judged:\n\n${list.join('\n')}`];
}

/** What the gate refuses, and what is shown to be worse although it is allowed. */
function regressions({ report, runs }: Measured): string[] {
  const worse = distinct(report.checks).filter(({ metric, interval, outcome }) => {
    if (outcome === 'fail') return true;
    if (!interval) return false;
    return runs.baseline.metrics[metric]?.better === 'higher' ? interval[1] < 0 : interval[0] > 0;
  });
  if (worse.length === 0) return ['None was found.'];
  const list = worse.map(({ slice, metric, reason }) => `- ${slice}, ${metric}: ${reason}`).join('\n');
  return [list, ...(report.routing ? [routingLines(report.routing).join('\n')] : [])];
}

function rollback(registry: Registry, after: RegisteredEntry): string[] {
  const target = registry.rollbackTarget(after.entry.id);
  if (!target || target.entry.id === after.entry.id) return ['There is nothing to go back to.'];
  const id = target.entry.id;
  const undo = compareEntries(after.entry, target.entry).filter(({ field }) => field.startsWith('settings.'));
  const lines = undo.map(({ field, after: value }) => {
    const name = field.slice('settings.'.length);
    return value === undefined ? `unset ${name}` : `export ${name}='${value}'`;
  });
  const isLive = after.status === 'live';
  const promote = isLive ? [`pnpm registry promote ${id} --to live --by NAME --why TEXT`] : [];
  return [
    `To ${id}${isLive ? '' : ', which is live still'}. Cached speech is kept by version, so none of the old is served.`,
    `\`\`\`sh\n${[...promote, ...lines].join('\n')}\n\`\`\``,
  ];
}

/** Two rules may look at the same slice; a failing one says more. */
function distinct(checks: readonly Check[]): readonly Check[] {
  const byName = new Map<string, Check>();
  for (const check of checks) {
    const name = JSON.stringify([check.slice, check.metric]);
    if (byName.get(name)?.outcome !== 'fail') byName.set(name, check);
  }
  return [...byName.values()];
}

const signed = (value: number, unit: string): string =>
  `${value < 0 ? '−' : '+'}${show(Math.abs(value), { unit }, 'difference')}`;

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
