import { loadConfig } from '@cascade/runtime';
import { expect, it, test } from 'vitest';
import { asrConfigDefinition } from './config.ts';
import { defaultAsrSwitches } from './settings.ts';

const load = (environment: Record<string, string>) => loadConfig(asrConfigDefinition, environment).values;

test('without settings the embedded model runs and compares two cuts', () => {
  expect(load({})).toMatchObject({ engine: 'moonshine', finalCuts: 2, noiseReduction: false });
});

test('the defaults are those of the settings', () => {
  expect(load({})).toMatchObject(defaultAsrSwitches);
});

test('every switch is set by its variable', () => {
  const values = load({
    CASCADE_ASR_HIGH_PASS: 'false',
    CASCADE_ASR_LEVEL_NORMALIZATION: 'true',
    CASCADE_ASR_NOISE_REDUCTION: 'true',
    CASCADE_ASR_BIASING: 'false',
    CASCADE_ASR_PHRASES: 'Ada, living room lamp,,',
    CASCADE_ASR_SURE_ENOUGH: '-0.5',
    CASCADE_ASR_SPEECH_CHECK: 'false',
  });
  expect(values).toMatchObject({
    highPass: false,
    levelNormalization: true,
    noiseReduction: true,
    biasing: false,
    phrases: ['Ada', 'living room lamp'],
    sureEnough: -0.5,
    speechCheck: false,
  });
});

test('a transcription address is set by its variables', () => {
  const values = load({
    CASCADE_ASR_ENGINE: 'openai-transcription',
    CASCADE_ASR_URL: 'https://example.org/v1',
    CASCADE_ASR_MODEL: 'large',
    CASCADE_ASR_FINAL_CUTS: '1',
    CASCADE_ASR_PARTIAL_INTERVAL_MS: '1500',
  });
  expect(values).toMatchObject({
    engine: 'openai-transcription',
    url: 'https://example.org/v1',
    model: 'large',
    finalCuts: 1,
    partialIntervalMs: 1500,
  });
});

it.each([
  ['CASCADE_ASR_ENGINE', 'whisper'],
  ['CASCADE_ASR_FINAL_CUTS', '3'],
  ['CASCADE_ASR_NOISE_REDUCTION', 'much'],
  ['CASCADE_ASR_HIGH_PASS', '120'],
  ['CASCADE_ASR_SPEECH_CHECK', 'maybe'],
  ['CASCADE_ASR_URL', 'ftp://example.org'],
  ['CASCADE_ASR_LANGUAGE', 'english'],
  ['CASCADE_ASR_TIMEOUT_MS', '5'],
  ['CASCADE_ASR_PARTIAL_INTERVAL_MS', 'often'],
])('%s=%s is refused by its name', (name, value) => {
  expect(() => load({ [name]: value })).toThrow(expect.objectContaining({ code: 'invalid_config' }));
  expect(() => load({ [name]: value })).toThrow(name);
});
