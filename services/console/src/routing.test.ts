import { expect, test } from 'vitest';
import { parseRoute } from './routing.ts';

test.each([
  ['', { page: 'conversation' }],
  ['#/', { page: 'conversation' }],
  ['#/nonsense', { page: 'conversation' }],
  ['#/turn', { page: 'conversation' }],
  ['#/turn/turn_1', { page: 'turn', turnId: 'turn_1' }],
  ['#/turn/a%2Fb', { page: 'turn', turnId: 'a/b' }],
  ['#/turn/%E0%A4%A', { page: 'turn', turnId: '%E0%A4%A' }],
  ['#/compare/a/b', { page: 'compare', firstTurnId: 'a', secondTurnId: 'b' }],
  ['#/session', { page: 'session' }],
  ['#/listen', { page: 'listen' }],
  ['#/registry', { page: 'registry', entryId: undefined }],
  ['#/registry/asr%2Fone%401', { page: 'registry', entryId: 'asr/one@1' }],
  ['#/walkthrough', { page: 'walkthrough', stage: undefined }],
  ['#/walkthrough/asr', { page: 'walkthrough', stage: 'asr' }],
])('%s', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});
