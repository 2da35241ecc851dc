import { type FaultKind, faultKinds, type RecordSpan, type StageName, type TurnRecord } from '@cascade/contracts';

/** Time for which a fault switch held up a stage's work. */
export interface FaultedStretch {
  readonly stage: StageName;
  readonly kind: FaultKind;
  readonly startMs: number;
  readonly endMs: number;
}

export const isFault = ({ name, attributes }: RecordSpan): boolean =>
  name === 'fault' || attributes?.fault !== undefined;

/** What a fault switch did, as the spans tell: name `fault`, attribute `fault` with the kind or the switch's id. */
export function faultedStretches({ spans, faults }: Pick<TurnRecord, 'spans' | 'faults'>): FaultedStretch[] {
  return spans.flatMap((span) => {
    if (!isFault(span)) return [];
    const startMs = span.start_ms;
    return [{ stage: span.stage, kind: kindOf(span, faults), startMs, endMs: Math.max(startMs, span.end_ms) }];
  });
}

function kindOf({ stage, attributes }: RecordSpan, faults: TurnRecord['faults']): FaultKind {
  const told = [attributes?.fault, attributes?.kind, attributes?.fault_kind];
  const said = faultKinds.find((kind) => told.includes(kind));
  const byId = faults?.find(({ id }) => told.includes(id));
  const ofStage = faults?.find((fault) => fault.stage === stage);
  return said ?? byId?.kind ?? ofStage?.kind ?? 'slow';
}
