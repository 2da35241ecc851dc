import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const source = new URL('../src', import.meta.url);

test.each(['throw', 'reject'])('the last words of a process are redacted too: %s', (how) => {
  const end = how === 'throw' ? 'throw error' : 'Promise.reject(error)';
  const script = `
    import { loadAssistantConfig } from '${source}/config.ts';
    import { logFatal } from '${source}/log-fatal.ts';
    logFatal(loadAssistantConfig({}).values.records);
    const error = new Error('cannot parse: write to jane.doe@example.com');
    setTimeout(() => { ${end}; });
    setTimeout(() => console.error('it went on'), 5_000);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('cannot parse: write to [email]');
  expect(stderr).not.toContain('jane');
  expect(stderr).not.toContain('went on');
});
