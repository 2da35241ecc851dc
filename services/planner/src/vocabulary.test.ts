import { expect, test } from 'vitest';
import { vocabularyOf } from './vocabulary.ts';

const timer = (name?: string) =>
  ({
    id: 't',
    kind: 'timer',
    durationMs: 1000,
    remainingMs: 1000,
    paused: false,
    order: 0,
    ...(name ? { name } : {}),
  }) as const;

test('names what runs, what the tools are called and may be told, and the commands', () => {
  const parameters = {
    type: 'object',
    properties: {
      room: { type: 'string', enum: ['living_room', 'kitchen'] },
      lamps: { type: 'array', items: { anyOf: [{ const: 'floorLamp' }, { type: 'number', enum: [1, 2] }] } },
    },
  };
  const phrases = vocabularyOf([{ name: 'setLightColor', parameters }], [timer('pasta'), timer()]);
  expect(phrases.slice(0, 6)).toEqual([
    'pasta',
    'pasta timer',
    'set light color',
    'living room',
    'kitchen',
    'floor lamp',
  ]);
  expect(phrases).toContain('set a timer');
});

test('is bounded, and holds nothing twice', () => {
  const tools = Array.from({ length: 300 }, (_, index) => ({
    name: `tool_${index % 200}`,
    parameters: { enum: [`value ${index}`] },
  }));
  const phrases = vocabularyOf(tools, []);
  expect(phrases).toHaveLength(400);
  expect(new Set(phrases).size).toBe(400);
});
