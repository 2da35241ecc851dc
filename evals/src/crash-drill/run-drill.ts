import { setTimeout as wait } from 'node:timers/promises';

import { CascadeError } from '@cascade/contracts';
import { type OwnService, startOwnService } from '../../../scripts/talk/own-service.ts';
import { seededRandom } from '../sounds/index.ts';
import { converse } from './converse.ts';
import { type Acknowledgement, inspectStore, type StoreFindings } from './inspect-store.ts';

export interface DrillOptions {
  readonly kills: number;
  readonly sessions: number;
  readonly seed: string;
  /** SQLite file of this drill alone. */
  readonly store: string;
  readonly signal: AbortSignal;
  onKill(kill: KillReport): void;
}

export interface KillReport {
  readonly number: number;
  /** Since the service was ready. */
  readonly afterMs: number;
  /** In this life of the service. */
  readonly acknowledged: number;
  readonly findings: StoreFindings;
}

export interface DrillResult {
  readonly passed: boolean;
  readonly kills: number;
  /** Times that the service was started and ready; one more than it was killed. */
  readonly starts: number;
  readonly acknowledged: number;
  /** Records may be there that nobody was told of: the crash came between the two. */
  readonly stored: number;
  readonly missing: readonly Acknowledgement[];
  readonly torn: readonly string[];
}

/** Between the first question and the kill. */
const leastLifeMs = 50;
const longestLifeMs = 3000;

/** @throws CascadeError when the service does not start, or the signal aborts */
export async function runDrill({ kills, sessions, seed, store, signal, onKill }: DrillOptions): Promise<DrillResult> {
  const random = seededRandom(seed);
  const acknowledged: Acknowledgement[] = [];
  const torn = new Set<string>();
  let starts = 0;
  const start = async () => {
    const service = await startOwnService({ environment: { CASCADE_STORE: store, DATABASE_URL: '' }, signal });
    starts++;
    return service;
  };

  for (let number = 1; number <= kills; number++) {
    const service = await start();
    const before = acknowledged.length;
    const afterMs = Math.round(random.between(leastLifeMs, longestLifeMs));
    const conversations = Array.from({ length: sessions }, (_, index) =>
      converse({
        url: service.url,
        seed: `${seed} ${number} ${index}`,
        onAcknowledged: (turn) => acknowledged.push(turn),
      }),
    );
    await wait(afterMs, undefined, { signal }).catch(() => undefined);
    await kill(service);
    await Promise.all(conversations);
    if (signal.aborted) throw new CascadeError('cancelled', 'Stopped.');
    const findings = await inspectStore(store, acknowledged);
    for (const problem of findings.torn) torn.add(problem);
    onKill({ number, afterMs, acknowledged: acknowledged.length - before, findings });
  }
  // After the last crash it must come up, too; and what it may do at its start must leave the turns alone.
  await (await start()).stop();
  const { stored, missing, torn: left } = await inspectStore(store, acknowledged);
  for (const problem of left) torn.add(problem);
  const passed = missing.length === 0 && torn.size === 0;
  return { passed, kills, starts, acknowledged: acknowledged.length, stored, missing, torn: [...torn] };
}

/** Without warning; resolves when its process is gone. */
async function kill(service: OwnService): Promise<void> {
  if (service.pid !== undefined) process.kill(service.pid, 'SIGKILL');
  await service.stop();
}
