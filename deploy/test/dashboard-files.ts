import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deployFolder } from './rule-files.ts';

export interface Target {
  readonly refId: string;
  readonly datasource?: unknown;
  readonly expr: string;
  readonly legendFormat: string;
  readonly exemplar?: boolean;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly links: readonly { readonly type: string; readonly title: string; readonly url?: string }[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
  readonly panels: readonly Panel[];
}

const folder = join(deployFolder, 'grafana/dashboards');

export interface DashboardFile {
  /** The file's name without its ending. */
  readonly name: string;
  readonly dashboard: Dashboard;
}

export const dashboardFiles = (): DashboardFile[] =>
  readdirSync(folder)
    .sort()
    .map((file) => ({
      name: basename(file, '.json'),
      dashboard: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard,
    }));

/** Panels that show something: rows only head others. */
export const shownPanels = ({ panels }: Dashboard): Panel[] => panels.filter(({ type }) => type !== 'row');

/** Every query, with `values` in place of the dashboard's variables. */
export function dashboardQueries(dashboard: Dashboard, values: Readonly<Record<string, string>>): string[] {
  const all = { __range: '5m', __rate_interval: '5m', __interval: '1m', ...values };
  const filled = (query: string) => query.replace(/\$(\w+)/g, (whole, name) => all[name as keyof typeof all] ?? whole);
  const panels = shownPanels(dashboard).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  return [...panels, ...dashboard.annotations.list.map(({ expr }) => expr)].map(filled);
}

/** What fills every variable that the dashboards have, as long as it is there. */
export const sampleVariables = {
  stage: 'asr',
  budget: 'finalization',
  version_a: 'asr@1',
  version_b: 'asr@2',
  currency: 'EUR',
};
