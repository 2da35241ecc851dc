import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const deployFolder = join(import.meta.dirname, '..');
export const repositoryFolder = join(deployFolder, '..');
export const recordingFile = join(deployFolder, 'prometheus/rules/recording.yml');
export const alertsFile = join(deployFolder, 'prometheus/rules/alerts.yml');

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const rulesOf = <T>(file: string): T[] =>
  (parse(readFileSync(file, 'utf8')).groups as { rules: T[] }[]).flatMap(({ rules }) => rules);

export const alertRules = (): AlertRule[] => rulesOf(alertsFile);
export const recordingRules = (): RecordingRule[] => rulesOf(recordingFile);

/** Stage → team, as the rules have it. */
export function ruleTeams(): Record<string, string> {
  const pairs = recordingRules().filter(({ record }) => record === 'cascade_stage_team');
  return Object.fromEntries(pairs.map(({ labels }) => [labels?.stage, labels?.team]));
}
