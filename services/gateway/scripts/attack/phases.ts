import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { addKey } from '../../src/edge/key-file.ts';
import { type OtherWork, watchOtherWork } from '../load/other-work.ts';
import { type MeasuredProcess, startProcess } from '../load/process-calls.ts';
import type { LoopDelay, Resources, ServerMethods } from '../load/server-process.ts';
import type { AttackerMethods, AttackOutcome } from './attacker-process.ts';
import type { GoodClientWindow } from './good-client.ts';
import type { GoodClientMethods } from './good-client-process.ts';

export interface AttackPlan {
  /** Attacks one after the other; several names go on at the same time. */
  readonly attacks: readonly (readonly string[])[];
  readonly attackMs: number;
  readonly quietMs: number;
  log(line: string): void;
}

/** One stretch of time in the life of the well-behaved session. */
export interface Phase {
  readonly name: string;
  readonly client: GoodClientWindow;
  readonly loopDelay: LoopDelay;
  /** Share of one core that the gateway used. */
  readonly gatewayCpuShare: number;
  readonly peakRssBytes: number;
  readonly outcome: AttackOutcome | undefined;
  /** What the machine did beside all of this. */
  readonly otherWork: OtherWork;
}

export interface AttackReport {
  /** Quiet, attack, quiet, attack, … quiet. */
  readonly phases: readonly Phase[];
  /**
   * After garbage collection: of the fresh process, after a few seconds of each attack (what a process has needed once, its
   * allocators keep), and after the last attack.
   */
  readonly fresh: Resources;
  readonly before: Resources;
  readonly after: Resources;
  readonly counters: object;
}

/** Time for connections of the last attack to be gone: the gateway gives them two seconds to close. */
const settleMs = 3000;
/** How long each attack goes on before the memory is looked at for the first time. */
export const tasteMs = 3000;
const pollMs = 250;

export async function runAttacks(plan: AttackPlan): Promise<AttackReport> {
  const gateway = startProcess<ServerMethods>(new URL('../load/server-process.ts', import.meta.url), ['--expose-gc']);
  const good = startProcess<GoodClientMethods>(new URL('./good-client-process.ts', import.meta.url));
  const attackers = startProcess<AttackerMethods>(new URL('./attacker-process.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'cascade-attack-'));
  try {
    const keyFile = join(folder, 'keys.json');
    const newKey = (name: string) => addKey(keyFile, { name, scopes: ['talk', 'records'], createdAt: new Date() }).key;
    const goodKey = newKey('well-behaved');
    // Each attack has a key and addresses of its own: what stopped one of them must not stop the next before it begins.
    const attackerKeys = plan.attacks.map((_, index) => newKey(`attacker ${index}`));
    const environment = { CASCADE_API_KEYS_FILE: keyFile };
    const port = await gateway.call('start', { kind: 'gateway', environment });
    await good.call('start', { url: `ws://127.0.0.1:${port}`, key: goodKey });
    const measure = (name: string, act: () => Promise<AttackOutcome | undefined>) =>
      measurePhase(name, { gateway, good, attackers, log: plan.log }, act);
    const quiet = () => measure('quiet', async () => void (await wait(plan.quietMs)));
    await wait(Math.min(plan.quietMs, 2000));
    const fresh = await gateway.call('resources', { collect: true });
    const taste = { names: [...new Set(plan.attacks.flat())], port, key: newKey('taster'), addresses: addressesOf(0) };
    for (const name of taste.names) await attackers.call('attack', { ...taste, names: [name], durationMs: tasteMs });
    await wait(settleMs);
    const before = await gateway.call('resources', { collect: true });
    const phases = [await quiet()];
    for (const [index, names] of plan.attacks.entries()) {
      const key = attackerKeys[index] ?? '';
      const spec = { names, port, key, addresses: addressesOf(index + 1), durationMs: plan.attackMs };
      phases.push(
        await measure(names.length === 1 ? names.join() : 'all together', () => attackers.call('attack', spec)),
      );
      await wait(settleMs);
      phases.push(await quiet());
    }
    const after = await gateway.call('resources', { collect: true });
    return { phases, fresh, before, after, counters: await gateway.call('counters') };
  } finally {
    await Promise.all([gateway.stop(), good.stop(), attackers.stop()]);
    rmSync(folder, { recursive: true });
  }
}

/** On Linux all of 127.0.0.0/8 is this machine; elsewhere attackers share one address. */
const addressesOf = (attack: number): string[] =>
  process.platform === 'linux' ? Array.from({ length: 16 }, (_, index) => `127.1.${attack}.${index + 1}`) : [];

interface Measured {
  readonly gateway: MeasuredProcess<ServerMethods>;
  readonly good: MeasuredProcess<GoodClientMethods>;
  readonly attackers: MeasuredProcess<AttackerMethods>;
  log(line: string): void;
}

async function measurePhase(
  name: string,
  { gateway, good, attackers, log }: Measured,
  act: () => Promise<AttackOutcome | undefined>,
): Promise<Phase> {
  await good.call('window');
  await gateway.call('loopDelay');
  const start = await gateway.call('resources', { collect: false });
  const startMs = performance.now();
  const sinceStart = watchOtherWork([gateway.pid, good.pid, attackers.pid]);
  let peakRssBytes = start.rssBytes;
  const watching = new AbortController();
  const watch = async () => {
    while (!watching.signal.aborted) {
      const { rssBytes } = await gateway.call('resources', { collect: false });
      peakRssBytes = Math.max(peakRssBytes, rssBytes);
      await wait(pollMs);
    }
  };
  const watched = watch();
  const outcome = await act();
  const elapsedMs = performance.now() - startMs;
  const otherWork = sinceStart();
  const client = await good.call('window');
  const loopDelay = await gateway.call('loopDelay');
  watching.abort();
  await watched;
  const end = await gateway.call('resources', { collect: false });
  if (!client) throw new Error('The well-behaved client never began.');
  const gatewayCpuShare = (end.cpuMs - start.cpuMs) / elapsedMs;
  log(
    `${name}: p50 ${client.p50Ms.toFixed(2)} ms, p99 ${client.p99Ms.toFixed(2)} ms, loop p99 ${loopDelay.p99Ms.toFixed(2)} ms, most ${loopDelay.maxMs.toFixed(0)} ms, ` +
      `gateway CPU ${(gatewayCpuShare * 100).toFixed(0)} %, resident at most ${(peakRssBytes / 2 ** 20).toFixed(0)} MB` +
      (otherWork === null ? '' : `, others' CPU ${(otherWork * 100).toFixed(0)} %`),
  );
  return { name, client, loopDelay, gatewayCpuShare, peakRssBytes, outcome, otherWork };
}
