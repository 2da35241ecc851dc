import { describe, expect, it } from 'vitest';
import { judgeTurn } from './judge.ts';
import type { KeptState } from './kept-state.ts';
import type { TurnOutcome } from './run-turn.ts';
import type { SpokenTurn } from './turn-set.ts';

const nothing: KeptState = { entries: [], notes: [], orders: [], appointments: [], timers: [] };
const turn = (expected: Partial<SpokenTurn['expected']>): SpokenTurn => ({
  id: 'near 1',
  split: 'dev',
  group: 'near',
  before: [],
  utterances: [],
  clientTools: [],
  expected: { tool: 'note_add', slots: {}, effect: {}, reply: [], ...expected },
});
const call = (name: string, callArguments: object, runsAt: 'planner' | 'client' = 'planner') =>
  ({
    type: 'plan-tool-call',
    responseId: 'r',
    callId: 'c',
    name,
    arguments: JSON.stringify(callArguments),
    runsAt,
  }) as const;
const outcome = (changes: Partial<TurnOutcome> = {}): TurnOutcome => ({
  heard: [],
  alternatives: [],
  answer: { text: 'Noted: the rent is due.', calls: [call('note_add', { text: 'the rent is due' })] },
  before: nothing,
  after: { ...nothing, notes: ['the rent is due'] },
  changedEarly: false,
  doneTwice: false,
  ...changes,
});
const noted = turn({ slots: { text: 'The rent is due.' }, effect: { notes: ['the rent is due'] }, reply: ['noted'] });

describe('judgeTurn', () => {
  it('is content with the right tool, slots, effect and words', () => {
    expect(judgeTurn(noted, outcome())).toEqual([]);
  });

  it.each<[string, Partial<TurnOutcome>]>([
    ['called nothing', { answer: { text: 'Noted.', calls: [] } }],
    ['called note_read', { answer: { text: 'Noted.', calls: [call('note_read', {})] } }],
    ['besides', { answer: { text: 'Noted.', calls: [...outcome().answer.calls, call('list_add', {})] } }],
    ['slots', { answer: { text: 'Noted.', calls: [call('note_add', { text: 'the tent is due' })] } }],
    ['notes', { after: nothing }],
    ['notes', { after: { ...nothing, notes: ['the rent is due', 'the rent is due'] } }],
    ['list', { after: { ...outcome().after, entries: [{ list: 'shopping', text: 'milk' }] } }],
    [
      'timers',
      { after: { ...outcome().after, timers: [{ kind: 'timer', durationMs: 1, remainingMs: 1, paused: false }] } },
    ],
    ['reply lacks', { answer: { ...outcome().answer, text: 'Okay.' } }],
    ['before the commit', { changedEarly: true }],
    ['done twice', { doneTwice: true }],
  ])('finds: %s', (found, changes) => {
    expect(judgeTurn(noted, outcome(changes)).join()).toContain(found);
  });

  it('lets a function of the client have no slot that was not asked for, and a tool here know more', () => {
    const extra = { text: 'x', more: true };
    const asked = turn({ slots: { text: 'x' } });
    const withCall = (runsAt: 'planner' | 'client') =>
      outcome({ after: nothing, answer: { text: '', calls: [call('note_add', extra, runsAt)] } });
    expect(judgeTurn(asked, withCall('planner'))).toEqual([]);
    expect(judgeTurn(asked, withCall('client')).join()).toContain('slots');
  });

  it('takes digits one by one for the number that they make', () => {
    const after = { ...nothing, notes: ['the meter reads 412'] };
    const expected = turn({ effect: { notes: ['the meter reads 4 1 2'] } });
    expect(judgeTurn(expected, outcome({ after }))).toEqual([]);
  });
});
