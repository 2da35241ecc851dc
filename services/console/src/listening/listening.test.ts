import type { ListeningSet } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { keepProgress, readProgress, trialsFor, votesOf } from './progress.ts';
import { readSet } from './read-set.ts';

const set: ListeningSet = {
  schema: 'cascade-listening-1',
  id: 'made',
  question: 'Which one?',
  trials: Array.from({ length: 12 }, (_, index) => ({ id: `${index}`, text: '', a: '', b: '' })),
};
const idsFor = (listener: string) => trialsFor(set, listener).map(({ id }) => id);

test('each listener has an order of their own, and the same one again', () => {
  expect(idsFor('ada')).toEqual(idsFor('ada'));
  expect(idsFor('ada').toSorted()).toEqual(set.trials.map(({ id }) => id).toSorted());
  const firsts = new Set(Array.from({ length: 40 }, (_, index) => idsFor(`listener ${index}`)[0]));
  expect(firsts.size).toBeGreaterThan(6);
});

test('progress is kept by set, and what cannot be read is a new beginning', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const begun = readProgress(set, storage, () => 'ada');
  expect(begun).toEqual({ listener: 'ada', choices: {} });
  keepProgress(set, { ...begun, choices: { '1': 'b' } }, storage);
  expect(readProgress(set, storage, () => 'bo')).toEqual({ listener: 'ada', choices: { '1': 'b' } });
  expect(readProgress({ ...set, id: 'other' }, storage, () => 'bo').listener).toBe('bo');
  kept.set('cascade.listening.made', '{"listener":');
  expect(readProgress(set, storage, () => 'bo').listener).toBe('bo');
  const closed = () => {
    throw new DOMException('', 'SecurityError');
  };
  expect(readProgress(set, { getItem: closed }, () => 'cy').listener).toBe('cy');
  expect(() => keepProgress(set, begun, { setItem: closed })).not.toThrow();
});

test('choices become votes that name the set', () => {
  expect(votesOf(set, { listener: 'ada', choices: { '3': 'none' } })).toEqual({
    schema: 'cascade-preference-1',
    set: 'made',
    listener: 'ada',
    votes: [{ trial: '3', choice: 'none' }],
  });
});

test.each([
  ['{', /not JSON/],
  ['null', /no listening test/],
  ['{"schema":"cascade-listening-1","id":"x","trials":[]}', /no listening test/],
  ['{"schema":"cascade-listening-1","id":"x","trials":[{"id":"1"}]}', /no listening test/],
  ['{"schema":"cascade-listening-key-1"}', /This is the key/],
])('%s is refused', (text, message) => {
  expect(() => readSet(text)).toThrow(message);
});
