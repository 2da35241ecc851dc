import { loadConfig } from '@cascade/runtime';
import { describe, expect, it } from 'vitest';
import { turnConfigDefinition, turnNumbersOf } from './config.ts';
import { defaultTurnNumbers } from './turn-numbers.ts';

const load = (environment: Record<string, string>) => loadConfig(turnConfigDefinition, environment).values;

describe('the configuration of the turn manager', () => {
  it('is the measured numbers by default', () => {
    expect(turnNumbersOf(load({}))).toEqual(defaultTurnNumbers);
  });

  it('takes a row of silences', () => {
    const numbers = turnNumbersOf(load({ CASCADE_TURN_SURE_SILENCE_MS: '200, 250, 400, 500, 900' }));
    expect(numbers.endOfTurn.silenceMs.sure).toEqual({
      complete: 200,
      likely: 250,
      unclear: 400,
      brief: 500,
      open: 900,
    });
    expect(numbers.endOfTurn.silenceMs.doubtful).toEqual(defaultTurnNumbers.endOfTurn.silenceMs.doubtful);
  });

  it('takes the scales of the other policies, and whether to work ahead', () => {
    const numbers = turnNumbersOf(
      load({ CASCADE_TURN_PATIENT_SCALE: '2', CASCADE_TURN_EAGER_SCALE: '0.5', CASCADE_TURN_SPECULATION: 'off' }),
    );
    expect(numbers.endOfTurn.policyScale).toEqual({ patient: 2, balanced: 1, eager: 0.5 });
    expect(numbers.speculation).toBe(false);
  });

  it.each([
    ['CASCADE_TURN_SURE_SILENCE_MS', '200,300'],
    ['CASCADE_TURN_SURE_SILENCE_MS', '200,300,250,400,900'],
    ['CASCADE_TURN_SURE_SILENCE_MS', 'a,b,c,d,e'],
    ['CASCADE_TURN_SURE_PROBABILITY', '1.2'],
    ['CASCADE_TURN_EMPTY_SILENCE_MS', 'soon'],
    ['CASCADE_TURN_EAGER_SCALE', '0'],
    ['CASCADE_TURN_SPECULATION', 'perhaps'],
  ])('refuses %s=%s by its name', (key, value) => {
    expect(() => load({ [key]: value })).toThrow(key);
  });
});
