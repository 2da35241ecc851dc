import { readFileSync } from 'node:fs';
import { createMetrics, type MetricSources, type ServiceMetrics } from '@cascade/telemetry';
import { exampleTurnRecord } from '@cascade/testing';
import { driftMetrics } from '../../evals/src/drift/report.ts';
import { recordingFile, recordingRules } from './rule-files.ts';

export type { ServiceMetrics };

/** A calm service: every source there is, with nothing wrong. */
export const calmSources: MetricSources = {
  sessions: () => 1,
  queueDepths: () => [{ pool: 'inference', class: 'final', depth: 0 }],
  loadMeasure: () => 'full-service',
  eventLoopDelayP99Ms: () => 2,
  droppedEvents: () => [{ queue: 'asr', count: 0 }],
  store: () => ({ waiting: 0, written: 1, lost: 0, failures: 0 }),
  faults: () => [],
  starts: () => [{ part: 'models', seconds: 2 }],
  edge: () => [{ event: 'refused-sessions', count: 0 }],
  pools: () => [{ pool: 'inference', threads: 2, busyMs: { final: 10 }, shed: 0, restarts: 0 }],
  workers: () => [{ pool: 'inference', worker: '0', cpuSeconds: 1, heapBytes: 1, residentBytes: 1, utilization: 0 }],
};

export const createServiceMetrics = (sources: Partial<MetricSources> = {}): ServiceMetrics =>
  createMetrics({ ...calmSources, ...sources });

const window = { from: '', to: '', turns: 0, sessions: 0 };
const noDrift = { checkedAt: '2026-01-01T00:00:00Z', reference: window, current: window, features: [] };

/** Sample and family names that the service and `pnpm drift` write, those of Prometheus itself, and what the recording rules make. */
export async function writtenMetrics(): Promise<ReadonlySet<string>> {
  const metrics = createServiceMetrics();
  metrics.observeTurn(exampleTurnRecord());
  const text = `${await metrics.text()}\n${driftMetrics(noDrift)}`;
  const names = new Set<string>(['up', 'ALERTS', ...recordingRules().map(({ record }) => record)]);
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    if (type === 'histogram') for (const suffix of ['_bucket', '_sum', '_count']) names.add(name + suffix);
    else names.add(name);
  }
  return names;
}

/** Names in a PromQL expression, or a file of them, that look like a metric of ours, of Node or of a recording rule. */
export function usedMetrics(expressions: string): Set<string> {
  const found = expressions.matchAll(/\b(?:[a-z_]+:)?(?:cascade|nodejs|process)_\w+(?::\w+)?/g);
  return new Set([...found].map(([name]) => name).filter((name) => !labelOrFile.test(name)));
}

const labelOrFile = /\.(yml|md)$/;

export const recordingText = (): string => readFileSync(recordingFile, 'utf8');
