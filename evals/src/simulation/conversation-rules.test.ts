import type { SessionEvent } from '@cascade/gateway';
import type { TurnReducerEvent } from '@cascade/turn';
import { describe, expect, test } from 'vitest';
import { ConversationRules, type Rule } from './conversation-rules.ts';

type Step = { readonly at: number } & ({ readonly told: TurnReducerEvent } | { readonly said: SessionEvent });

const told = (at: number, told: TurnReducerEvent): Step => ({ at, told });
const said = (at: number, said: SessionEvent): Step => ({ at, said });
const at = { startSample: 0, endSample: 0, atMs: 0 };
const started = (ms: number, turnId = 'turn_1') => said(ms, { type: 'turn-started', turnId, startSample: 0, atMs: 0 });
const committed = (ms: number, turnId = 'turn_1') =>
  said(ms, { type: 'turn-committed', turnId, text: 'Yes.', continued: false, ...at });
const requested = (ms: number, responseId: string, turnId = 'turn_1', more: { speculated?: boolean } = {}) =>
  said(ms, { type: 'response-requested', responseId, turnId, cause: 'turn', atMs: 0, ...more });
const filler = (ms: number, responseId: string) =>
  said(ms, { type: 'response-requested', responseId, turnId: 'turn_9', cause: 'filler', atMs: 0 });
const cancelled = (ms: number, responseId: string) =>
  said(ms, { type: 'response-cancelled', responseId, cause: 'barge-in', atMs: 0 });
const speculated = (ms: number, responseId: string) =>
  said(ms, { type: 'response-speculated', responseId, turnId: 'turn_1', text: 'Yes.', atMs: 0 });
const discarded = (ms: number, responseId: string) =>
  said(ms, { type: 'response-discarded', responseId, turnId: 'turn_1', cause: 'resumed', atMs: 0 });
const ducked = (ms: number, isDucked: boolean) =>
  said(ms, { type: 'playback-ducked', responseId: 'resp_1', ducked: isDucked, atMs: 0 });
const playing = (ms: number, responseId: string) => told(ms, { type: 'playback-started', responseId, atMs: 0 });
const played = (ms: number, responseId: string) =>
  told(ms, {
    type: 'playback-done',
    responseId,
    playedMs: 900,
    heardText: 'Yes.',
    positionBy: 'client',
    completed: true,
    atMs: 0,
  });
const clock = (ms: number) => told(ms, { type: 'audio-clock', atSample: ms * 16 });
const answered = [started(0), committed(1000), requested(1000, 'resp_1'), playing(1500, 'resp_1')];

function broken(steps: readonly Step[], sideEffects: readonly string[] = [], ends = true): Rule[] {
  const found: Rule[] = [];
  const rules = new ConversationRules((rule) => found.push(rule));
  for (const step of steps) {
    if ('told' in step) rules.told(step.told, step.at);
    else rules.said(step.said, step.at);
  }
  for (const id of sideEffects) rules.sideEffect(id);
  if (ends) rules.end();
  return found;
}

describe('rules of a conversation', () => {
  test.each<[string, Step[]]>([
    ['a turn with its answer', [...answered, played(2500, 'resp_1'), clock(60_000)]],
    [
      'an answer that is taken back and given again',
      [...answered, cancelled(2000, 'resp_1'), requested(2500, 'resp_2')],
    ],
    [
      'two turns with one answer',
      [
        started(0),
        committed(500),
        started(600, 'turn_2'),
        committed(900, 'turn_2'),
        requested(900, 'resp_1', 'turn_2'),
      ],
    ],
    [
      'a prepared response that is used',
      [
        started(0),
        speculated(800, 'resp_1'),
        committed(1000),
        requested(1000, 'resp_1', 'turn_1', { speculated: true }),
      ],
    ],
    [
      'two prepared ones, one after the other',
      [speculated(100, 'resp_1'), discarded(200, 'resp_1'), speculated(300, 'resp_2'), discarded(400, 'resp_2')],
    ],
    [
      'a duck that comes up, and one that ends with the reply',
      [...answered, ducked(1600, true), ducked(1900, false), ducked(2000, true), cancelled(2200, 'resp_1')],
    ],
    [
      'an answer that the client took back',
      [started(0), committed(1000), told(1100, { type: 'response-cancel' }), clock(30_000)],
    ],
    [
      'a filler beside the answer',
      [
        started(0),
        committed(500),
        requested(500, 'resp_1'),
        filler(2000, 'resp_2'),
        playing(2100, 'resp_2'),
        played(2900, 'resp_2'),
        playing(3000, 'resp_1'),
      ],
    ],
  ])('hold: %s', (_, steps) => {
    expect(broken(steps)).toEqual([]);
  });

  test.each<[Rule, string, Step[]]>([
    ['one-answer', 'none', [started(0), committed(1000)]],
    ['one-answer', 'a second one', [...answered, played(2500, 'resp_1'), requested(3000, 'resp_2')]],
    [
      'no-overlap',
      'two at once',
      [...answered, started(1600, 'turn_2'), committed(2000, 'turn_2'), requested(2000, 'resp_2', 'turn_2')],
    ],
    [
      'no-silence',
      'a commit without a response',
      [started(0), committed(1000), clock(11_500), requested(11_600, 'resp_1')],
    ],
    [
      'no-silence',
      'a response that is not heard',
      [started(0), committed(1000), requested(1000, 'resp_1'), clock(11_500)],
    ],
    ['turn-ends', 'a turn left open', [started(0), clock(10_500), committed(10_600), requested(10_600, 'resp_1')]],
    ['turn-ends', 'open at the end', [started(0)]],
    ['duck-ends', 'left ducked', [...answered, ducked(1600, true), clock(12_000), ducked(12_100, false)]],
    ['duck-ends', 'ducked at the end', [...answered, ducked(1600, true)]],
    ['speculation-ends', 'two at once', [speculated(0, 'resp_1'), speculated(1, 'resp_2'), discarded(2, 'resp_2')]],
    ['speculation-ends', 'open at the end', [speculated(0, 'resp_1')]],
    ['speculation-ends', 'left open', [speculated(0, 'resp_1'), clock(10_500), discarded(10_600, 'resp_1')]],
    [
      'speculation-ends',
      'discarded, then used',
      [speculated(0, 'resp_1'), discarded(1, 'resp_1'), committed(2), requested(2, 'resp_1')],
    ],
    ['speculation-ends', 'discarded without being open', [discarded(1, 'resp_1')]],
    ['no-overlap', 'two heard at once', [...answered, playing(1600, 'resp_2'), played(2000, 'resp_1')]],
    ['no-overlap', 'two fillers at once', [filler(0, 'resp_1'), filler(1, 'resp_2')]],
  ])('%s is broken by %s', (rule, _, steps) => {
    expect(broken(steps)).toEqual([rule]);
  });

  test('no-side-effect-ahead is broken by a tool that runs for a turn that may still go on', () => {
    expect(broken([speculated(0, 'resp_1')], ['resp_1'], false)).toEqual(['no-side-effect-ahead']);
    expect(broken([speculated(0, 'resp_1'), discarded(1, 'resp_1')], ['resp_1'])).toEqual(['no-side-effect-ahead']);
    expect(broken([...answered, played(2500, 'resp_1')], ['resp_1'])).toEqual([]);
  });

  test('what stays broken is told once, until something happens', () => {
    expect(broken([started(0), clock(11_000), clock(12_000), clock(13_000)], [], false)).toEqual(['turn-ends']);
  });
});
