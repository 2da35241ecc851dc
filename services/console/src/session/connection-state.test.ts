import { expect, test } from 'vitest';
import { connectionKinds, connectionState, type StateInputs } from './connection-state.ts';

const calm: StateInputs = {
  link: { kind: 'none' },
  microphone: 'off',
  phase: 'idle',
  isDucked: false,
  degraded: undefined,
  draining: undefined,
  isFirstVisit: false,
};

const cases: readonly (readonly [(typeof connectionKinds)[number], Partial<StateInputs>])[] = [
  ['ready', {}],
  ['first-visit', { isFirstVisit: true }],
  ['ready', { microphone: 'muted', link: { kind: 'open' } }],
  ['no-microphone', { microphone: 'missing' }],
  ['permission-refused', { microphone: 'refused' }],
  ['connecting', { link: { kind: 'connecting' } }],
  ['connecting', { microphone: 'asking' }],
  ['connecting', { link: { kind: 'starting' } }],
  ['reconnecting', { link: { kind: 'reconnecting' }, phase: 'speaking' }],
  ['listening', { microphone: 'on', link: { kind: 'open' } }],
  ['listening', { phase: 'listening' }],
  ['hesitating', { phase: 'hesitating', microphone: 'on' }],
  ['thinking', { phase: 'thinking', microphone: 'refused' }],
  ['speaking', { phase: 'speaking', draining: 'The service is closing down.' }],
  ['speaking', { phase: 'speaking', isDucked: true }],
  ['interrupted', { phase: 'interrupted' }],
  ['degraded', { degraded: 'a queue was full', microphone: 'on' }],
  ['draining', { draining: 'The service is closing down.', microphone: 'on' }],
  ['error', { link: { kind: 'failed', message: 'no answer' }, phase: 'speaking' }],
];

test.each(cases)('%s: %j', (kind, inputs) => {
  const state = connectionState({ ...calm, ...inputs });
  expect(state.kind).toBe(kind);
  expect(state.label).not.toBe('');
  expect(state.detail).toMatch(/\.$|^no answer$|^a queue was full$/);
});

test('every state can be reached', () => {
  expect(new Set(cases.map(([kind]) => kind))).toEqual(new Set(connectionKinds));
});
