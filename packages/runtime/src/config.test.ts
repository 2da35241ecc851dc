import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeConfig, loadConfig } from './config.ts';

const definition = {
  port: {
    env: 'CASCADE_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    default: 8080,
    describe: 'Port.',
  },
  key: { env: 'CASCADE_KEY', schema: z.string().min(8), default: '', describe: 'Key.', secret: true },
};

test('flags win over the environment, which wins over defaults; an empty variable is not set', () => {
  expect(loadConfig(definition, {}).values.port).toBe(8080);
  expect(loadConfig(definition, { CASCADE_PORT: '' }).sources.port).toBe('default');
  expect(loadConfig(definition, { CASCADE_PORT: '9000' }).values.port).toBe(9000);
  const both = loadConfig(definition, { CASCADE_PORT: '9000' }, { port: '1' });
  expect([both.values.port, both.sources.port]).toEqual([1, 'flag']);
});

test('every key at fault is named with what was expected and found; a secret is never shown', () => {
  const load = () => loadConfig(definition, { CASCADE_PORT: '70000', CASCADE_KEY: 'hunter2' });
  expect(load).toThrow(/CASCADE_PORT: .*65535.*"70000"/);
  expect(load).toThrow(/CASCADE_KEY: .*kept secret/);
  expect(load).not.toThrow(/hunter2/);
});

test('the printed configuration names sources and masks secrets', () => {
  const text = describeConfig(definition, loadConfig(definition, { CASCADE_KEY: 'correct horse' }));
  expect(text).toMatch(/CASCADE_PORT\s+8080\s+default/);
  expect(text).toMatch(/CASCADE_KEY\s+\(set\)\s+environment/);
});
