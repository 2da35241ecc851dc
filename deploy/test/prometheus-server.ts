import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultSwitches } from '@cascade/assistant';
import { createGateway, loadGatewayConfig } from '@cascade/gateway';
import { systemClock } from '@cascade/runtime';
import { makeSecrets } from '../secrets.ts';
import { alertsFile, recordingFile } from './rule-files.ts';
import type { ServiceMetrics } from './written-metrics.ts';

/** An hour of the rules passes in 24 s: windows of 5 m become 2 s. */
const timeScale = 150;

/** Prometheus looks for its targets every five seconds; the rest is the machine's load. */
const defaultPatienceMs = 18_000;

export interface Alert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PrometheusServer {
  readonly url: string;
  get<T>(path: string, query?: Readonly<Record<string, string>>): Promise<T>;
  alerts(): Promise<readonly Alert[]>;
  /** Asks until `look` returns something. @throws Error that says what `what` was after 18 s, or `patienceMs` */
  until<T>(what: string, look: () => Promise<T | undefined | false>, patienceMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** A service on loopback; the key is needed where it has keys. */
export interface ScrapeTarget {
  readonly port: number;
  readonly key?: string;
}

/**
 * Serves `metrics`, and fault switches where there are some, through the service's own gateway and its keys. Tells of each
 * scrape before it is answered.
 */
export async function serveMetrics(metrics: ServiceMetrics, onScrape: () => void, faults?: FaultSwitches) {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-metrics-'));
  const secrets = join(folder, 'secrets');
  const user = { uid: process.getuid?.() || 1, gid: process.getgid?.() || 1 };
  makeSecrets({ folder: secrets, environmentFile: join(folder, '.env'), user, now: new Date() });
  const keys = { CASCADE_API_KEYS_FILE: join(secrets, 'keys/api-keys.json') };
  const silent = () => undefined;
  const gateway = createGateway({
    config: loadGatewayConfig({ CASCADE_PORT: '0', ...keys }).values,
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    isReady: () => ({ ready: true, detail: {} }),
    metricsText(accept) {
      onScrape();
      return metrics.exposition(accept);
    },
    traceId: silent,
    onConnection: silent,
    ...(faults && { faults }),
  });
  const { url } = await gateway.listen();
  return {
    url: new URL(url).origin.replace(/^ws/, 'http'),
    port: Number(new URL(url).port),
    key: readFileSync(join(secrets, 'metrics_key'), 'utf8'),
    async close() {
      await gateway.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Debian's Prometheus with the rules of this folder in quick motion, on loopback, in a folder of its own. */
export async function startPrometheus({ port: target, key }: ScrapeTarget): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-prometheus-'));
  mkdirSync(join(folder, 'rules'));
  for (const [name, file] of Object.entries({ recording: recordingFile, alerts: alertsFile })) {
    writeFileSync(join(folder, `rules/${name}.yml`), inQuickMotion(readFileSync(file, 'utf8')));
  }
  writeFileSync(join(folder, 'prometheus.yml'), configuration(target, key));
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  const server: PrometheusServer = {
    url,
    async get<T>(path: string, query: Readonly<Record<string, string>> = {}) {
      const answer = await fetch(`${url}${path}?${new URLSearchParams(query)}`);
      return ((await answer.json()) as { data: T }).data;
    },
    alerts: async () => (await server.get<{ alerts: Alert[] }>('/api/v1/alerts')).alerts,
    async until(what, look, patienceMs = defaultPatienceMs) {
      const deadline = performance.now() + patienceMs;
      while (performance.now() < deadline) {
        if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}:\n${log}`);
        const found = await look().catch(() => undefined);
        if (found) return found;
        await wait(100);
      }
      throw new Error(`Prometheus did not show ${what} in time:\n${log}`);
    },
    close: () => end(child, folder),
  };
  await server.until('that it is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  return server;
}

/** The same rules with every window and every `for` shorter by `timeScale`. */
export function inQuickMotion(rules: string): string {
  const millisecondsOf: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };
  const shorten = (count: string, unit: string) =>
    `${Math.round((Number(count) * millisecondsOf[unit]!) / timeScale)}ms`;
  return rules
    .replace(/\[(\d+)([smh])\]/g, (_, count, unit) => `[${shorten(count, unit)}]`)
    .replace(/^(\s+for: )(\d+)([smh])$/gm, (_, key, count, unit) => `${key}${shorten(count, unit)}`);
}

const configuration = (target: number, key?: string) => `
global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
rule_files: [rules/*.yml]
scrape_configs:
  - job_name: cascade
    static_configs: [{ targets: ['127.0.0.1:${target}'] }]
    ${key === undefined ? '' : `authorization: { credentials: '${key}' }`}
`;

async function freePort(): Promise<number> {
  const socket = createSocketServer();
  await once(socket.listen(0, '127.0.0.1'), 'listening');
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, 'close');
  return port;
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill();
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
