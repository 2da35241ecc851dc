import { type FaultKind, faultKinds, type StageName, stageNames } from '@cascade/contracts';

/** What is broken in one case; nothing in the first. */
export interface DrillCase {
  readonly fault: { readonly stage: StageName; readonly kind: FaultKind } | undefined;
}

/** Nothing first, then every stage in every way. */
export const allCases: readonly DrillCase[] = [
  { fault: undefined },
  ...stageNames.flatMap((stage) => faultKinds.map((kind) => ({ fault: { stage, kind } }))),
];

export const nameOf = ({ fault }: DrillCase): string => (fault ? `${fault.stage}/${fault.kind}` : 'none');
