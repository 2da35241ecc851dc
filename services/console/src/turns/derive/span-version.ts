import type { RecordSpan, TurnRecord } from '@cascade/contracts';

/** Rules and prompts that decide beside a stage's model. */
const besides: Readonly<Partial<Record<RecordSpan['stage'], string>>> = {
  turn: 'turn.policy',
  planner: 'planner.prompt',
};

/**
 * What ran in a span, as registry ids: what the span itself names, else its stage's version in the record, with the
 * policy or prompt beside it. Undefined for the edge, which runs no model.
 */
export function spanVersion(record: Pick<TurnRecord, 'versions'>, span: RecordSpan): string | undefined {
  const { model, version, prompt } = span.attributes ?? {};
  const named = [model, version, prompt].filter((value) => typeof value === 'string');
  if (named.length > 0) return named.join(' · ');
  const own = record.versions[span.stage];
  const beside = besides[span.stage];
  const other = beside === undefined ? undefined : record.versions[beside];
  const found = [own, other].filter((value) => value !== undefined);
  return found.length > 0 ? found.join(' · ') : undefined;
}
