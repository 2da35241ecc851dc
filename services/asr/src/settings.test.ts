import { expect, test } from 'vitest';
import { asrSettingsOf, defaultAsrSettings, defaultAsrSwitches } from './settings.ts';

const withSwitch = (switches: Partial<typeof defaultAsrSwitches>) =>
  asrSettingsOf({ ...defaultAsrSwitches, ...switches });

test('without the high-pass no cut is filtered, with it the first one of each kind is', () => {
  const filters = ({ finalCuts, partialCut }: typeof defaultAsrSettings) =>
    [...finalCuts, partialCut].map((cut) => cut.highPassHz);
  expect(filters(withSwitch({ highPass: true }))).toEqual([120, undefined, 120]);
  expect(filters(withSwitch({ highPass: false }))).toEqual([undefined, undefined, undefined]);
});

test('normalization brings every cut to one level', () => {
  const levels = ({ finalCuts, partialCut }: typeof defaultAsrSettings) =>
    [...finalCuts, partialCut].map((cut) => cut.levelDbfs);
  expect(levels(withSwitch({ levelNormalization: true }))).toEqual([-25, -25, -25]);
  expect(levels(withSwitch({ levelNormalization: false }))).toEqual([undefined, undefined, undefined]);
});

test('a single cut has a margin on either side', () => {
  const { finalCuts } = withSwitch({ finalCuts: 1 });
  expect(finalCuts).toHaveLength(1);
  expect(Math.min(finalCuts[0].beforeMs, finalCuts[0].afterMs)).toBeGreaterThan(0);
});

test('what is not switched stays as it was tuned', () => {
  const { noiseReduction, biasing, phrases, sureEnough, speechCheck, ...others } = defaultAsrSettings;
  expect({ noiseReduction, biasing, phrases }).toEqual({ noiseReduction: false, biasing: true, phrases: [] });
  expect(sureEnough).toBe(-0.15);
  expect(speechCheck).toBeDefined();
  const switched = { noiseReduction: true, biasing: false, phrases: ['Ada'], sureEnough: -0.5, speechCheck: undefined };
  expect(withSwitch({ ...switched, speechCheck: false })).toEqual({ ...others, ...switched });
});
