import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTool } from './match-tool.ts';
import { readChoices } from './read-choices.ts';
import type { Parameter } from './tool-vocabulary.ts';

const parameter = (name: string, choices: readonly string[], required = false): Parameter => ({
  name,
  description: '',
  type: 'string',
  choices,
  required,
});
const parameters = [
  parameter('drink', ['coffee', 'drip coffee', 'latte', 'mocha', 'americano', 'cappuccino'], true),
  parameter('size', ['small', 'medium', 'large', '16 ounce']),
  parameter('roast', ['light', 'medium', 'dark']),
  parameter('shots', ['single', 'double', 'triple']),
  parameter('milk', ['milk', 'skim milk', 'soy milk']),
];

describe('choices', () => {
  it.each([
    ['a medium mocha', { drink: 'mocha', size: 'medium' }],
    ['a medium roast mocha', { drink: 'mocha', roast: 'medium' }],
    ['a medium roast medium cappuccino', { drink: 'cappuccino', size: 'medium', roast: 'medium' }],
    ['a medium rose single shot latte', { drink: 'latte', roast: 'medium', shots: 'single' }],
    ['a dark roast cappuccino', { drink: 'cappuccino', roast: 'dark' }],
    ['a drip coffee with skin milk', { drink: 'drip coffee', milk: 'skim milk' }],
    ['a latte with some milk', { drink: 'latte', milk: 'milk' }],
    ['a latte with soymilk', { drink: 'latte', milk: 'soy milk' }],
    ['sixteen hours of Americana', { drink: 'americano', size: '16 ounce' }],
    ['a double shotlight roast latte', { drink: 'latte', roast: 'light', shots: 'double' }],
    ['a troubleshot coffee', { drink: 'coffee', shots: 'triple' }],
    ['the shopping list', {}],
  ])('%s', (said, values) => {
    expect(readChoices(said, parameters).values).toEqual(values);
  });

  it('leaves numbers to others that are no choice', () => {
    expect(readChoices('2 of 16 ounces', parameters).rest).toContain('2');
    expect(readChoices('2 of 16 ounces', parameters).rest).not.toContain('16');
  });

  it('gives nothing that is no choice, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (said) => {
        for (const [name, value] of Object.entries(readChoices(said, parameters).values)) {
          expect(parameters.find((one) => one.name === name)?.choices).toContain(value);
        }
      }),
    );
  });
});

describe('a function with choices', () => {
  const properties = Object.fromEntries(
    parameters.map(({ name, choices }) => [name, { type: 'string', enum: choices }]),
  );
  const orderCoffee = {
    name: 'order_coffee',
    description: 'Orders a coffee drink',
    parameters: { type: 'object', properties: { ...properties, iced: { type: 'boolean' } }, required: ['drink'] },
  };
  const runScene = {
    name: 'run_scene',
    parameters: {
      type: 'object',
      properties: { scene: { type: 'string', enum: ['party time'] } },
      required: ['scene'],
    },
  };
  const tools = [orderCoffee, runScene];

  it.each([
    ['Get me a medium ice mocha', 'order_coffee', { drink: 'mocha', size: 'medium', iced: true }],
    ['I like a mocha.', 'order_coffee', { drink: 'mocha' }],
    ['It can be a large double shot americano', 'order_coffee', { drink: 'americano', size: 'large', shots: 'double' }],
    ['Run party time', 'run_scene', { scene: 'party time' }],
    ['One party time', 'run_scene', { scene: 'party time' }],
  ])('%s', (said, name, values) => {
    const match = matchTool(said, tools);
    expect(match?.tool.name).toBe(name);
    expect(match?.values).toEqual(values);
    expect(match?.confidence).toBeLessThanOrEqual(1);
  });

  it.each([
    'Put milk on the shopping list',
    'My coffee was cold this morning.',
    'What is a cappuccino?',
    'Set a timer for ten minutes',
    'Who invented the mocha?',
  ])('none: %s', (said) => {
    expect(matchTool(said, tools)).toBeUndefined();
  });
});
