import { describeConfig } from '@cascade/runtime';
import { expect, test } from 'vitest';
import { loadTtsConfig, ttsConfigDefinition } from './config.ts';

test('without any setting the embedded voice speaks at its own pace', () => {
  expect(loadTtsConfig({}).values).toMatchObject({ engine: 'hibari', speed: 1, lexiconPath: '' });
});

test('values at fault are named with what was expected', () => {
  expect(() => loadTtsConfig({ CASCADE_TTS_SPEED: 'fast', CASCADE_TTS_ENGINE: 'espeak' })).toThrow(
    'CASCADE_TTS_ENGINE: expected hibari or openai-speech (found "espeak")\nCASCADE_TTS_SPEED: expected a number (found "fast")',
  );
  expect(() => loadTtsConfig({ CASCADE_TTS_SPEED: '3' })).toThrow('CASCADE_TTS_SPEED: expected at most 2');
});

test('the hosted engine needs an address', () => {
  expect(() => loadTtsConfig({ CASCADE_TTS_ENGINE: 'openai-speech' })).toThrow('CASCADE_TTS_URL');
  const { values } = loadTtsConfig({ CASCADE_TTS_ENGINE: 'openai-speech', CASCADE_TTS_URL: 'http://127.0.0.1:9/v1' });
  expect(values.speechUrl).toBe('http://127.0.0.1:9/v1');
});

test('the key is never shown', () => {
  const shown = describeConfig(ttsConfigDefinition, loadTtsConfig({ CASCADE_TTS_API_KEY: 'sk-secret' }));
  expect(shown).not.toContain('sk-secret');
});
