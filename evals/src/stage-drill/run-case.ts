import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readWav, resample } from '@cascade/audio';
import { builtInBudgets, defaultTeams } from '@cascade/budget';
import { CascadeError, inputRateHz, type TurnRecord } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';
import { type Alert, type PrometheusServer, startPrometheus } from '../../../deploy/test/prometheus-server.ts';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { ReportCollector } from '../budget-report/collect-report.ts';
import { Call } from '../call/call.ts';
import { type DrillCase, nameOf } from './cases.ts';
import { type CaseEvidence, type CaseResult, type FiredAlert, judgeCase } from './judge-case.ts';
import { keepAsking } from './keep-asking.ts';

const callers = 2;
const question = 'What is twelve times seven?';
/** Time in which every caller has had an answer before anything is broken. */
const calmMs = 9_000;
/** An alert may fire on what is counted before the turn that it is about is over. */
const settleMs = 7_000;
/** How long a service that nothing is wrong with is watched. */
const watchMs = 15_000;

export interface CaseOptions {
  readonly alertMs: number;
  readonly signal: AbortSignal;
}

/** @throws CascadeError when the service or Prometheus cannot be started, or the signal aborts */
export async function runCase(drillCase: DrillCase, { alertMs, signal }: CaseOptions): Promise<CaseResult> {
  const { fault } = drillCase;
  const profile = builtInBudgets.profiles.default;
  if (!profile) throw new CascadeError('invalid_config', 'The built-in budgets have no profile "default".');
  const folder = await mkdtemp(join(tmpdir(), 'cascade-drill-'));
  const store = join(folder, 'turns.db');
  const service = await startOwnService({ environment: { CASCADE_STORE: store, CASCADE_LOG_LEVEL: 'fatal' }, signal });
  const http = service.url.replace(/^ws/, 'http').replace(/\/v1\/realtime.*$/, '');
  let prometheus: PrometheusServer | undefined;
  try {
    prometheus = await startPrometheus({ port: Number(new URL(http).port) });
    const sound = await spoken(http, question);
    const over = new AbortController();
    const soundMs = (sound.length * 1000) / inputRateHz;
    const { url } = service;
    const asking = Array.from({ length: callers }, async (_, index) => {
      // One after the other: people do not all speak at once.
      await wait((index * 4_000) / callers);
      const seed = `drill ${index}`;
      const dial = () => Call.open({ url, ducking: 'client', echo: undefined, noiseDbfs: -70, seed });
      await keepAsking(dial, sound, soundMs, over.signal);
    });
    await wait(calmMs, undefined, { signal });
    const before = await firing(prometheus);
    if (fault) await switchOn(http, fault);
    const alerts = fault
      ? await untilNamed(prometheus, fault.stage, alertMs, signal)
      : await watched(prometheus, signal);
    const countedFaults = fault ? await countedTurns(prometheus, fault) : 0;
    over.abort();
    await fetch(`${http}/v1/faults`, { method: 'DELETE' });
    await Promise.all(asking);
    await service.stop();
    const evidence = { ...(await storedEvidence(store, profile)), alerts: [...before, ...alerts], countedFaults };
    return judgeCase(drillCase, nameOf(drillCase), evidence, defaultTeams);
  } finally {
    await prometheus?.close();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function storedEvidence(
  path: string,
  profile: ConstructorParameters<typeof ReportCollector>[0]['profile'],
): Promise<Pick<CaseEvidence, 'records' | 'report'>> {
  const store = await openTurnStore(path);
  const collector = new ReportCollector({ profile, teams: defaultTeams, worst: 3 });
  const records: TurnRecord[] = [];
  for await (const record of store.turns()) {
    records.push(record);
    collector.add(record);
  }
  await store.close();
  const [most] = collector.report().owners;
  return { records, report: most && { stage: most.stage, team: most.team, owner: most.owner } };
}

/** Said with the service's own voice, while nothing is broken. */
async function spoken(http: string, input: string): Promise<Float32Array> {
  const answer = await fetch(`${http}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'cascade', voice: 'default', input, response_format: 'wav' }),
  });
  if (!answer.ok)
    throw new CascadeError('connection_failed', `The question could not be spoken: HTTP ${answer.status}.`);
  const { samples, sampleRateHz } = readWav(new Uint8Array(await answer.arrayBuffer()));
  return resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz });
}

async function switchOn(http: string, fault: NonNullable<DrillCase['fault']>): Promise<void> {
  const answer = await fetch(`${http}/v1/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fault, for_seconds: 300 }),
  });
  if (!answer.ok) throw new CascadeError('connection_failed', `The fault was not switched on: HTTP ${answer.status}.`);
}

const firing = async (prometheus: PrometheusServer): Promise<FiredAlert[]> =>
  (await prometheus.alerts()).filter(({ state }) => state === 'firing').map(fired);

/** All that fired until an alert named the stage, or the time was over. */
async function untilNamed(
  prometheus: PrometheusServer,
  stage: string,
  alertMs: number,
  signal: AbortSignal,
): Promise<FiredAlert[]> {
  const seen = new Map<string, FiredAlert>();
  const deadline = performance.now() + alertMs;
  while (performance.now() < deadline) {
    for (const alert of await firing(prometheus)) seen.set(`${alert.name} ${alert.stage}`, alert);
    if ([...seen.values()].some((alert) => alert.stage === stage && alert.name !== 'CascadeFaultSwitchOn')) {
      await wait(settleMs, undefined, { signal });
      break;
    }
    await wait(200, undefined, { signal });
  }
  return [...seen.values()];
}

async function watched(prometheus: PrometheusServer, signal: AbortSignal): Promise<FiredAlert[]> {
  return untilNamed(prometheus, 'nobody', watchMs, signal);
}

async function countedTurns(prometheus: PrometheusServer, { stage, kind }: NonNullable<DrillCase['fault']>) {
  const query = `sum(cascade_turns_faulted_total{stage="${stage}",kind="${kind}"})`;
  const { result } = await prometheus.get<{ result: { value: [number, string] }[] }>('/api/v1/query', { query });
  return Number(result[0]?.value[1] ?? 0);
}

const fired = ({ labels, annotations }: Alert): FiredAlert => ({
  name: labels.alertname ?? '',
  stage: labels.stage,
  team: labels.team,
  runbook: annotations.runbook,
  description: annotations.description ?? '',
});
