import { expect, test } from 'vitest';
import { buildRecord } from '../harness/record-builder.ts';
import { liveDecisions } from './live-decisions.ts';

const decision = (turnId: string, reason: string) => ({ turn_id: turnId, kind: 'wait' as const, reason });
const decisions = [decision('turn_example_1', 'a'), decision('turn_2', 'b'), decision('turn_2', 'c')];

test('a turn is under way from its first decision until its record is there', () => {
  expect(liveDecisions([], [])).toEqual([]);
  expect(liveDecisions([buildRecord()], decisions).map(({ reason }) => reason)).toEqual(['b', 'c']);
  expect(liveDecisions([buildRecord(), buildRecord({ turn_id: 'turn_2' })], decisions)).toEqual([]);
});
