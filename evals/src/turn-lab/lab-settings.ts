/** The settings that the lab tries: those that sessions may have, what they would be without a part, and fixed silences. */
import { type TurnDetection, turnPolicies } from '@cascade/contracts';
import { defaultTurnNumbers, type EndOfTurnNumbers } from '@cascade/turn';
import type { LabSettings } from './replay-clip.ts';

export interface NamedSettings {
  readonly name: string;
  readonly settings: LabSettings;
  /** What a session has that asks for nothing else. */
  readonly isDefault?: boolean;
}

const { endOfTurn } = defaultTurnNumbers;
const semantic: TurnDetection = {
  mode: 'semantic',
  maxSilenceMs: 4000,
  createResponse: true,
  interruptResponse: true,
};

const withPolicy = (change: Partial<EndOfTurnNumbers>): LabSettings => ({
  detection: semantic,
  numbers: { endOfTurn: { ...endOfTurn, ...change } },
});

export const scaledBy = (factor: number): LabSettings =>
  withPolicy({ policyScale: { ...endOfTurn.policyScale, balanced: factor } });

export const fixedSilence = (silenceMs: number): LabSettings => ({
  detection: { mode: 'silence', silenceMs, createResponse: true, interruptResponse: true },
});

/** Every row with the waits of one column: the words are not looked at. */
function modelAlone(): EndOfTurnNumbers['silenceMs'] {
  const alike = Object.entries(endOfTurn.silenceMs).map(([verdict, { likely }]) => [
    verdict,
    { complete: likely, likely, unclear: likely, brief: likely, open: likely },
  ]);
  return Object.fromEntries(alike) as EndOfTurnNumbers['silenceMs'];
}

/** The three policies come first. */
export const namedSettings: readonly NamedSettings[] = [
  ...turnPolicies.toReversed().map((policy) => ({
    name: policy,
    settings: { detection: { ...semantic, policy } },
    ...(policy === 'balanced' ? { isDefault: true } : {}),
  })),
  { name: 'model not asked again', settings: { detection: semantic, numbers: { rescoreSilenceMs: 0 } } },
  { name: 'model alone', settings: withPolicy({ silenceMs: modelAlone() }) },
  { name: 'transcript alone', settings: { detection: semantic, withoutModel: true } },
  { name: 'mistakes forgotten', settings: withPolicy({ mistakenPauseFactor: 0 }) },
  { name: 'machine twice as slow', settings: { detection: semantic, slowness: 2 } },
  ...[300, 500, 700, 1000].map((ms) => ({ name: `fixed ${ms} ms`, settings: fixedSilence(ms) })),
];

export interface Curve {
  readonly name: string;
  readonly points: readonly NamedSettings[];
}

/** What is drawn: the policy's waits from short to long, and fixed silences. */
export const curves: readonly Curve[] = [
  {
    name: 'policy, all waits × 0.4 … 2.5',
    points: [0.4, 0.5, 0.6, endOfTurn.policyScale.eager, 0.85, 1, 1.2, endOfTurn.policyScale.patient, 2, 2.5].map(
      (factor) => ({
        name: turnPolicies.find((policy) => endOfTurn.policyScale[policy] === factor) ?? `× ${factor}`,
        settings: scaledBy(factor),
        isDefault: factor === 1,
      }),
    ),
  },
  {
    name: 'fixed silence, 200 … 1600 ms',
    points: [200, 250, 300, 400, 500, 600, 700, 850, 1000, 1300, 1600].map((ms) => ({
      name: `${ms} ms`,
      settings: fixedSilence(ms),
    })),
  },
];
