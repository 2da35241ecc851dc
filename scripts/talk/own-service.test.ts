import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOwnService } from './own-service.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cascade-service-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function entry(name: string, source: string): Promise<URL> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, source);
  return pathToFileURL(file);
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('startOwnService', () => {
  it('waits for the ready line, whatever else is printed, and ends the process', async () => {
    const source = `
      console.error(JSON.stringify({ level: 'info' }));
      console.log('not json');
      console.log(JSON.stringify({ ready: false, url: 'ws://too-early' }));
      console.log(JSON.stringify({ ready: true, url: 'ws://h/' + process.argv.slice(2).join(' ') + '/' + process.pid }));
      setInterval(() => {}, 1000);`;
    const service = await startOwnService({ entry: await entry('ready', source) });
    expect(service.url).toMatch(/^ws:\/\/h\/--port 0 --json-ready\/\d+$/);
    const pid = Number(service.url.split('/').at(-1));
    expect(service.pid).toBe(pid);
    expect(isAlive(pid)).toBe(true);
    await service.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('shows the log of a service that does not start', async () => {
    const failing = await entry(
      'failing',
      `console.error('model_missing: run pnpm models pull'); process.exitCode = 3;`,
    );
    await expect(startOwnService({ entry: failing })).rejects.toThrow(
      /^The service could not be started \(exit code 3\)\.\n {2}model_missing: run pnpm models pull$/,
    );
  });

  it('is stopped while it starts', async () => {
    const stop = new AbortController();
    stop.abort();
    const slow = await entry('slow', 'setInterval(() => {}, 1000);');
    await expect(startOwnService({ entry: slow, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  });
});
