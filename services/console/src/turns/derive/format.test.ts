import { expect, test } from 'vitest';
import { counted, duration, figure, milliseconds, signedMilliseconds } from './format.ts';

test.each([
  [0, '0'],
  [0.4, '0.4'],
  [9.94, '9.9'],
  [9.96, '10'],
  [512.4, '512'],
  [1036, '1,036'],
  [-38.2, '−38'],
  [-0.04, '0.0'],
  [null, '–'],
  [undefined, '–'],
])('%s ms reads %s', (ms, text) => {
  expect(figure(ms)).toBe(text);
});

test('signs, units and counts', () => {
  expect(signedMilliseconds(153)).toBe('+153 ms');
  expect(signedMilliseconds(-38)).toBe('−38 ms');
  expect(signedMilliseconds(0)).toBe('0 ms');
  expect(milliseconds(null)).toBe('–');
  expect(duration(9_999)).toBe('9,999 ms');
  expect(duration(16_704)).toBe('16.7 s');
  expect([counted(1, 'turn'), counted(2, 'turn'), counted(0, 'reply', 'replies')]).toEqual([
    '1 turn',
    '2 turns',
    '0 replies',
  ]);
});
