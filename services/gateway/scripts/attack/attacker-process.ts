/** A process of attackers, apart from the client that is measured. It yields the processor to everyone else. */
import { constants, setPriority } from 'node:os';
import { answerCalls } from '../load/process-calls.ts';
import { attacks } from './attacks.ts';

export type AttackerMethods = typeof methods;

export interface AttackSpec {
  readonly names: readonly string[];
  readonly port: number;
  readonly key: string;
  readonly addresses: readonly string[];
  readonly durationMs: number;
}

export interface AttackOutcome {
  /** How often each end, refusal and error came. */
  readonly counts: Readonly<Record<string, number>>;
  /** Share of one core that the attackers used. */
  readonly cpuShare: number;
}

const methods = {
  async attack({ names, durationMs, ...target }: AttackSpec): Promise<AttackOutcome> {
    const counts: Record<string, number> = {};
    const count = (what: string) => {
      counts[what] = (counts[what] ?? 0) + 1;
    };
    const before = process.cpuUsage();
    const signal = AbortSignal.timeout(durationMs);
    await Promise.all(names.map((name) => attacks[name]?.run({ ...target, signal, count })));
    const { user, system } = process.cpuUsage(before);
    return { counts, cpuShare: (user + system) / 1000 / durationMs };
  },
};

setPriority(constants.priority.PRIORITY_LOW);
answerCalls(methods);
