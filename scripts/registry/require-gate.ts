import { existsSync } from 'node:fs';
import { CascadeError } from '@cascade/contracts';
import type { EntryStatus, Registry } from '@cascade/models';
import { gateFile, gateText, judgeCandidate } from '../../evals/src/gate/index.ts';

/** Who has users has passed the gate. */
const behindGate: readonly EntryStatus[] = ['canary', 'live'];

export interface GatedPromotion {
  readonly id: string;
  readonly to: EntryStatus;
  /** Files of results; all that are stored when undefined. */
  readonly results: readonly string[] | undefined;
}

/**
 * Passes when a bundle may be promoted: its gate is open, or there is none for its kind, or nothing is live to compare it with. A
 * rollback waits for no gate.
 *
 * @throws CascadeError `invalid_config` with the reasons, or what is missing of results
 */
export async function requireGate(registry: Registry, { id, to, results }: GatedPromotion): Promise<void> {
  const { entry, status } = registry.get(id);
  if (!behindGate.includes(to) || status === 'retired' || entry.role !== 'bundle') return;
  if (!existsSync(gateFile(entry.kind)) || !registry.live(entry.kind)) return;
  const cure = `--despite-gate promotes it all the same, and says so in the history.`;
  const { report } = await judgeCandidate(registry, { candidate: id, results }).catch((cause: unknown) => {
    throw new CascadeError('invalid_config', `${id} has not been judged. ${(cause as Error).message} ${cure}`, {
      cause,
    });
  });
  if (!report.pass) throw new CascadeError('invalid_config', `${gateText(report)}\n\n${id} is not promoted. ${cure}`);
}
