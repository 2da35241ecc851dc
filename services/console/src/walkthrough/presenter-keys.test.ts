import { expect, test } from 'vitest';
import { type CardId, cardIds } from './card.ts';
import { neighbour, presenterAction } from './presenter-keys.ts';

const key = (name: string, modifiers = {}) => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...modifiers,
});

test('the arrows walk through all cards and stop at the ends', () => {
  let card: CardId = 'overview';
  const visited: CardId[] = [card];
  for (let index = 1; index < cardIds.length; index++) {
    const action = presenterAction(key('ArrowRight'), card, 'BODY');
    if (action?.kind !== 'card') throw new Error('no step');
    card = action.card;
    visited.push(card);
  }
  expect(visited).toEqual([...cardIds]);
  expect(neighbour(card, 1)).toBe(card);
  expect(neighbour('overview', -1)).toBe('overview');
});

test('clickers, space and escape', () => {
  expect(presenterAction(key('PageDown'), 'vad', 'BODY')).toEqual({ kind: 'card', card: 'asr' });
  expect(presenterAction(key(' '), 'vad', 'BODY')).toEqual({ kind: 'toggle' });
  expect(presenterAction(key('Escape'), 'vad', 'INPUT')).toEqual({ kind: 'end' });
});

test('controls keep the keys that they use themselves, and so does the browser', () => {
  expect(presenterAction(key('ArrowRight'), 'vad', 'INPUT')).toBeUndefined();
  expect(presenterAction(key(' '), 'vad', 'BUTTON')).toBeUndefined();
  expect(presenterAction(key('ArrowRight'), 'vad', 'BUTTON')).toEqual({ kind: 'card', card: 'asr' });
  expect(presenterAction(key('ArrowLeft', { altKey: true }), 'vad', 'BODY')).toBeUndefined();
});
