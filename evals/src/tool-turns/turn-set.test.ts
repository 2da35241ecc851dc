import { toolCommands } from '@cascade/planner';
import { expect, it } from 'vitest';
import { clientFunctions, humanCommands } from './human-commands.ts';
import { humanTurns, isTalk, synthesizedTurns } from './turn-set.ts';

const options = { seed: 'cascade', snrsDb: [20] };
const human = humanTurns(humanCommands() ?? [], clientFunctions());
const all = [
  ...synthesizedTurns(toolCommands(), 'near', options),
  ...synthesizedTurns(toolCommands(), 'noisy', options),
  ...human,
];

it('has 150 unseen tool turns, a fifth of them by people', () => {
  const unseen = all.filter((turn) => turn.split === 'test' && !isTalk(turn));
  expect(unseen.length).toBeGreaterThanOrEqual(150);
  expect(unseen.filter(({ group }) => group === 'human').length).toBeGreaterThanOrEqual(30);
});

it('says nothing as it would be misheard, every command with a mark at its end, and alike for the same seed', () => {
  const near = synthesizedTurns(toolCommands(), 'near', options);
  expect(near.flatMap(({ utterances }) => utterances).every(({ reference }) => /[.?!]$/.test(reference))).toBe(true);
  expect(near.length).toBe(toolCommands().filter(({ misheard }) => !misheard).length);
  expect(synthesizedTurns(toolCommands(), 'near', options)).toEqual(near);
  expect(synthesizedTurns(toolCommands(), 'near', { ...options, seed: 'other' })).not.toEqual(near);
});

it('has every recording once, those of the same words in the same half, and only functions and values that exist', () => {
  expect(new Set(human.map(({ id }) => id)).size).toBe(human.length);
  const halves = new Map<string, Set<string>>();
  for (const { utterances, split } of human) {
    const words = utterances.map(({ reference }) => reference).join();
    halves.set(words, (halves.get(words) ?? new Set()).add(split));
  }
  const mixed = [...halves].filter(([, splits]) => splits.size > 1).map(([words]) => words);
  // Of one sentence that two people say, each half has one.
  expect(mixed).toEqual(['what time is it']);
  const functions = new Map(clientFunctions().map((one) => [one.name, one.parameters?.properties ?? {}]));
  for (const { expected } of human) {
    const properties = functions.get(expected.tool ?? '') as Record<string, { enum?: readonly unknown[] }> | undefined;
    if (!properties) continue;
    for (const [slot, value] of Object.entries(expected.slots)) {
      expect(Object.keys(properties)).toContain(slot);
      expect(properties[slot]?.enum ?? [value]).toContain(value);
    }
  }
});
