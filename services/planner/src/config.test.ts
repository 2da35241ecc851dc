import { expect, test } from 'vitest';
import { plannerConfigDefinition, readPlannerConfig } from './config.ts';

test('without any variable the embedded model answers', () => {
  const { values } = readPlannerConfig({});
  expect(values).toMatchObject({ llmUrl: '', llmThreads: 1, llmTools: false, llmTimeoutMs: 4_000 });
});

test('variables are read with their units', () => {
  const { values } = readPlannerConfig({
    CASCADE_LLM_URL: 'http://localhost:11434/v1',
    CASCADE_LLM_MODEL: 'llama3.2',
    CASCADE_LLM_TIMEOUT_MS: '2500',
    CASCADE_LLM_TOOLS: '1',
    CASCADE_TIME_ZONE: 'Europe/Paris',
  });
  expect(values).toMatchObject({ llmModel: 'llama3.2', llmTimeoutMs: 2_500, llmTools: true, timeZone: 'Europe/Paris' });
});

test.each([
  [{ CASCADE_LLM_URL: 'localhost' }, /CASCADE_LLM_URL/],
  [{ CASCADE_LLM_URL: 'http://localhost/v1' }, /CASCADE_LLM_MODEL: expected a model name/],
  [{ CASCADE_LLM_FALLBACK_URL: 'http://localhost/v1' }, /CASCADE_LLM_FALLBACK_MODEL: expected a model name/],
  [
    { CASCADE_LLM_SMALL_URL: 'http://localhost/v1', CASCADE_LLM_SMALL_MODEL: 'tiny' },
    /CASCADE_LLM_SMALL_URL: expected only beside CASCADE_LLM_URL/,
  ],
  [{ CASCADE_LLM_TIMEOUT_MS: '5' }, /CASCADE_LLM_TIMEOUT_MS/],
  [{ CASCADE_LLM_TOOLS: 'maybe' }, /CASCADE_LLM_TOOLS/],
  [{ CASCADE_LLM_MAX_TOKENS: '900', CASCADE_LLM_CONTEXT_TOKENS: '1000' }, /at most half of CASCADE_LLM_CONTEXT_TOKENS/],
  [{ CASCADE_TIME_ZONE: 'Mars/Olympus' }, /IANA time zone/],
])('%j is refused', (environment, message) => {
  expect(() => readPlannerConfig(environment)).toThrow(message);
});

test('the key is a secret', () => {
  expect(plannerConfigDefinition.llmKey.secret).toBe(true);
});
