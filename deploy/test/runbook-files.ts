import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployFolder } from './rule-files.ts';
import { usedMetrics } from './written-metrics.ts';

export interface Runbook {
  /** As the alerts' annotations have it, from the repository's root. */
  readonly path: string;
  readonly text: string;
  /** PromQL that it tells its reader to look at: its inline code that names a metric and nothing of a record. */
  readonly queries: readonly string[];
  /** Names of `pnpm` scripts that it tells its reader to run. */
  readonly scripts: readonly string[];
  /** Panels and dashboards of Grafana, in italics, under "How to see it". */
  readonly panels: readonly string[];
}

const folder = join(deployFolder, 'runbooks');

/** Every page. */
export const runbooks = (): Runbook[] =>
  readdirSync(folder)
    .sort()
    .map((file) => runbook(`deploy/runbooks/${file}`, readFileSync(join(folder, file), 'utf8')));

export function runbook(path: string, text: string): Runbook {
  const code = [...text.matchAll(/`([^`]+)`/g)].map(([, inside = '']) => inside);
  const [, howToSee = ''] = text.split(/^## .*$/m);
  const words = howToSee.replaceAll(/`[^`]*`/g, '');
  return {
    path,
    text,
    queries: code.filter((inside) => usedMetrics(inside).size > 0 || /^up\{/.test(inside)),
    scripts: code.flatMap((inside) => inside.match(/^pnpm ([\w:-]+)/)?.[1] ?? []),
    panels: [...words.matchAll(/_([^_]+)_/g)].map(([, name = '']) => name),
  };
}
