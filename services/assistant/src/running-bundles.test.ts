import { expect, test } from 'vitest';
import { loadAssistantConfig } from './config.ts';
import { runningBundles, unregistered } from './running-bundles.ts';

const running = (environment: Record<string, string> = {}) => runningBundles(loadAssistantConfig(environment).values);

test('the defaults are registered, every stage of them', () => {
  const bundles = running();
  expect(Object.keys(bundles).sort()).toEqual(['asr', 'planner', 'tts', 'turn', 'vad']);
  expect(Object.values(bundles)).not.toContain(unregistered);
});

test('other settings are another bundle, or none that anybody registered', () => {
  expect(running({ CASCADE_TTS_SPEED: '1.25' }).tts).toBe('tts/hibari-brisk@1');
  expect(running({ CASCADE_TTS_SPEED: '1.250' }).tts).toBe('tts/hibari-brisk@1');
  expect(running({ CASCADE_TTS_SPEED: '1.3' }).tts).toBe(unregistered);
  expect(running({ CASCADE_TTS_SPEED: '1' }).tts).toBe(running().tts);
});
