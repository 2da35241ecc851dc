import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configParts } from '@cascade/assistant';
import { defaultTeams } from '@cascade/budget';
import { stageNames } from '@cascade/contracts';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { hasPromtool, run } from './programs.ts';
import {
  type AlertRule,
  alertRules,
  alertsFile,
  deployFolder,
  recordingFile,
  repositoryFolder,
  ruleTeams,
} from './rule-files.ts';
import { usedMetrics, writtenMetrics } from './written-metrics.ts';

const caseFiles = ['alerts', 'drift'].map((name) => join(deployFolder, `prometheus/${name}.test.yml`));
const sections = ['How to see it', 'What to check', 'How to mitigate', 'How to roll back'];

/** The runbooks that an alert may lead to: one for each stage where the path names it. */
const runbooksOf = ({ annotations }: AlertRule): string[] => {
  const path = annotations.runbook ?? '';
  const template = '{{ $labels.stage }}';
  return path.includes(template) ? stageNames.map((stage) => path.replace(template, stage)) : [path];
};

describe.skipIf(!hasPromtool)('promtool', () => {
  test('finds rules and configuration well-formed', () => {
    expect(run('promtool', 'check', 'rules', recordingFile, alertsFile)).not.toMatch(/FAILED|duplicate/);
    run('promtool', 'check', 'config', '--syntax-only', join(deployFolder, 'prometheus/prometheus.yml'));
  });

  test('sees each alert fire on what it is about, and on nothing else', () => {
    run('promtool', 'test', 'rules', ...caseFiles);
  });
});

describe('every alert', () => {
  const firing = firingCases();

  test.each(alertRules().map((rule) => [rule.alert, rule] as const))('%s is complete', (_name, rule) => {
    expect(['page', 'ticket', 'info']).toContain(rule.labels.severity);
    for (const key of ['summary', 'description', 'runbook']) expect(rule.annotations[key], key).toBeTruthy();
    expect(rule.annotations.summary).toMatch(/\w/);
  });

  test.each(alertRules().map((rule) => [rule.alert, rule] as const))('%s has its runbook', (_name, rule) => {
    for (const path of runbooksOf(rule)) {
      expect(existsSync(join(repositoryFolder, path)), path).toBe(true);
      const headings = [...readFileSync(join(repositoryFolder, path), 'utf8').matchAll(/^## (.+)$/gm)].map(
        ([, text]) => text,
      );
      expect(headings, path).toEqual(sections);
    }
  });

  test.each(alertRules().map((rule) => [rule.alert, rule] as const))(
    '%s fires in a case, with stage and team',
    (_name, rule) => {
      const cases = firing.filter(
        (labels) =>
          labels.alertname === rule.alert && Object.entries(rule.labels).every(([key, value]) => labels[key] === value),
      );
      expect(cases.length).toBeGreaterThan(0);
      for (const { stage = '', team } of cases) expect(team, stage).toBe(ruleTeams()[stage]);
    },
  );
});

test('the teams of the rules are those of the budgets, for every stage', () => {
  const file = join(deployFolder, 'budgets.yaml');
  const configured = existsSync(file) ? parse(readFileSync(file, 'utf8')).teams : {};
  const { none, ...byStage } = ruleTeams();
  expect(byStage).toEqual({ ...defaultTeams, ...configured });
  expect(none).toBe(byStage.gateway);
});

test('runbooks name only metrics, settings and pages that there are', async () => {
  const written = await writtenMetrics();
  const settings = new Set(Object.values(configParts).flatMap((part) => Object.values(part).map(({ env }) => env)));
  const folder = join(deployFolder, 'runbooks');
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    const families = new Set([...written].map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const unknown = [...usedMetrics(text)].filter((name) => !written.has(name) && !families.has(name));
    expect(unknown, file).toEqual([]);
    const named = [...text.matchAll(/\bCASCADE_[A-Z_]+[A-Z]\b/g)].map(([name]) => name);
    expect(
      named.filter((name) => !settings.has(name)),
      file,
    ).toEqual([]);
    for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(join(folder, link)), link).toBe(true);
  }
});

test('rules read only metrics that the service writes, and job classes that there are', async () => {
  const written = await writtenMetrics();
  for (const file of [recordingFile, alertsFile]) {
    const unknown = [...usedMetrics(readFileSync(file, 'utf8'))].filter((name) => !written.has(name));
    expect(unknown, file).toEqual([]);
  }
});

/** The label sets that the cases expect of a firing alert. */
function firingCases(): Record<string, string>[] {
  type Cases = { tests: { promql_expr_test?: { exp_samples: { labels: string }[] }[] }[] };
  return caseFiles
    .flatMap((file) => (parse(readFileSync(file, 'utf8')) as Cases).tests)
    .flatMap(({ promql_expr_test = [] }) => promql_expr_test.flatMap(({ exp_samples }) => exp_samples))
    .map(({ labels }) =>
      Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])),
    );
}
