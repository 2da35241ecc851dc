import type { TurnDetection } from '@cascade/contracts';
import { loadConfig } from '@cascade/runtime';
import { turnConfigDefinition, turnNumbersOf } from '@cascade/turn';
import type { RecordedClip } from '../../turn-lab/recorded-clip.ts';
import { replayClip } from '../../turn-lab/replay-clip.ts';
import type { Bench } from '../suite.ts';
import type { EndingOutcome } from './outcome.ts';

/** What a session has that asks for nothing else. */
const detection: TurnDetection = {
  mode: 'semantic',
  policy: 'balanced',
  maxSilenceMs: 4000,
  createResponse: true,
  interruptResponse: true,
};

/** The turn manager's reducer on what the models said of recordings: no model, no waiting. */
export async function openBench(): Promise<Bench> {
  return {
    async run(settings, input): Promise<EndingOutcome> {
      const numbers = turnNumbersOf(loadConfig(turnConfigDefinition, settings).values);
      const { cutoffs, reopened, delayMs, pauses } = replayClip(input as RecordedClip, { detection, numbers });
      return { cutoffs, reopened, pauses, ...(delayMs === undefined ? {} : { delayMs }) };
    },
    close: async () => undefined,
  };
}
