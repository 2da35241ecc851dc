import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { dashboardFiles, dashboardQueries, type Panel, sampleVariables, shownPanels } from './dashboard-files.ts';
import { hasPromtool, run } from './programs.ts';
import { usedMetrics, writtenMetrics } from './written-metrics.ts';

const files = dashboardFiles();

test('there is an overview, one stage, one version against another, and the cost', () => {
  expect(files.map(({ name }) => name)).toEqual(['cost', 'overview', 'stage', 'versions']);
});

describe.each(files)('dashboard $name', ({ name, dashboard }) => {
  const panels = shownPanels(dashboard);

  test('keeps its address, and leads to the others, to traces and to turns', () => {
    expect(dashboard.uid).toBe(`cascade-${name}`);
    expect(dashboard.tags).toContain('cascade');
    expect(dashboard.description).toMatch(/\w{3}/);
    expect(dashboard.links.map(({ title }) => title)).toEqual(['Cascade', 'Traces', 'Turns in the console']);
  });

  test('names no data source of its own', () => {
    const sources = datasourcesIn(dashboard);
    expect(sources.length).toBeGreaterThan(panels.length);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Grafana's
    for (const source of sources) expect(source).toEqual({ type: 'prometheus', uid: '${datasource}' });
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
  });

  test('has titled, described panels with a unit, each legend with a name', () => {
    for (const panel of panels) {
      expect(panel.title, String(panel.id)).toMatch(/\w/);
      expect(panel.description?.length ?? 0, panel.title).toBeGreaterThan(15);
      expect(panel.fieldConfig?.defaults.unit, panel.title).toMatch(/\w/);
      expect(panel.targets?.length, panel.title).toBeGreaterThan(0);
      for (const target of panel.targets ?? []) expect(target.legendFormat, panel.title).toMatch(/\w/);
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  test('lays its panels side by side', () => {
    const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
      a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
    for (const [index, panel] of dashboard.panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w, panel.title).toBeLessThanOrEqual(24);
      for (const other of dashboard.panels.slice(index + 1)) {
        expect(overlap(panel.gridPos, other.gridPos), `${panel.title} and ${other.title}`).toBe(false);
      }
    }
  });

  test('asks only for metrics that are written, and for single turns only where there are some', async () => {
    const written = await writtenMetrics();
    const variables = dashboard.templating.list.map(({ definition = '' }) => definition);
    const used = usedMetrics([...dashboardQueries(dashboard, sampleVariables), ...variables].join('\n'));
    expect([...used].filter((metric) => !written.has(metric))).toEqual([]);
    for (const { expr } of panels.flatMap(({ targets = [] }) => targets).filter(({ exemplar }) => exemplar)) {
      expect(expr).toMatch(/cascade_(stage_latency|voice_to_voice)_seconds_bucket/);
    }
  });

  test('leaves no variable open', () => {
    for (const query of dashboardQueries(dashboard, sampleVariables)) expect(query).not.toContain('$');
  });

  test.skipIf(!hasPromtool)('asks in PromQL', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cascade-dashboard-'));
    const file = join(folder, 'queries.yml');
    const rules = dashboardQueries(dashboard, sampleVariables).map((expr, index) => ({
      record: `query_${index}`,
      expr,
    }));
    writeFileSync(file, stringify({ groups: [{ name, rules }] }));
    try {
      expect(run('promtool', 'check', 'rules', file)).toContain(`SUCCESS: ${rules.length} rules found`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Whatever stands under `datasource`, anywhere. */
function datasourcesIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (key === 'datasource' ? [child] : datasourcesIn(child)));
}
