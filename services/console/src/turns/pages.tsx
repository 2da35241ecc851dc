import type { TurnRecord } from '@cascade/contracts';
import { ComparePageView } from './compare/compare-page.tsx';
import { MissingTurn } from './empty-states.tsx';
import { pinnedTurn } from './pinned-turn.ts';
import type { ComparePageProps, RecordsProps, TurnPageProps } from './props.ts';
import { SessionPageView } from './session/session-view.tsx';
import { TurnPageView } from './turn/turn-page.tsx';

/** `#/turn/<id>`. */
export function TurnPage({ turnId, records }: TurnPageProps) {
  const all = records.value;
  const index = all.findLastIndex((record) => record.turn_id === turnId);
  const record = all[index] ?? pinnedWithId(turnId);
  if (!record) return <MissingTurn turnIds={[turnId]} />;
  return <TurnPageView record={record} number={index + 1} pinned={pinnedTurn.value} previous={all[index - 1]} />;
}

/** `#/compare/<first>/<second>`. */
export function ComparePage(props: ComparePageProps) {
  const { firstTurnId, secondTurnId, records } = props;
  const find = (turnId: string) =>
    records.value.findLast((record) => record.turn_id === turnId) ?? pinnedWithId(turnId);
  const [a, b] = [find(firstTurnId), find(secondTurnId)];
  if (!a || !b) {
    return <MissingTurn turnIds={[...(a ? [] : [firstTurnId]), ...(b ? [] : [secondTurnId])]} />;
  }
  return <ComparePageView key={`${firstTurnId}/${secondTurnId}`} a={a} b={b} />;
}

/** A pinned turn outlives the page's limit on turns. */
const pinnedWithId = (turnId: string): TurnRecord | undefined =>
  pinnedTurn.value?.turn_id === turnId ? pinnedTurn.value : undefined;

/** `#/session`. */
export const SessionView = ({ records }: RecordsProps) => <SessionPageView records={records.value} />;
