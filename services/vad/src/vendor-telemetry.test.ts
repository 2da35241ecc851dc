import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelsConfig } from '@cascade/models';
import { expect, test } from 'vitest';

test('the inference library reports to nobody: no device id, no event waits to be sent', { timeout: 30_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'cascade-home-'));
  const script = join(home, 'load.mjs');
  writeFileSync(
    script,
    `import { createSileroPool } from '${new URL('./engines/silero-pool.ts', import.meta.url)}';
     await (await createSileroPool('silero-vad-v6', ${JSON.stringify(readModelsConfig().directory)})).close();`,
  );
  // Not this process's environment: the library is silent where it finds itself in a test, or in CI.
  const environment = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
  const child = spawnSync(process.execPath, [script], { env: environment, encoding: 'utf8' });
  const left = readdirSync(home, { recursive: true });
  rmSync(home, { recursive: true });
  expect(child.stderr).toBe('');
  expect(child.status).toBe(0);
  expect(left).toEqual(['load.mjs']);
});
