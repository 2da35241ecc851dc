import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gatewayBench } from './gateway-bench.ts';

async function builtPage(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'cascade-page-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const directory = join(root, 'dist');
  await mkdir(join(directory, 'assets'), { recursive: true });
  await writeFile(join(root, 'secret.txt'), 'not for the web');
  await writeFile(join(directory, '.hidden'), 'not for the web either');
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Cascade</title>');
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'assets', 'index-Bx3_k9-Q.js'), 'export {};');
  return directory;
}

test('the page is asked for each time, files named by their content never again', async () => {
  const { url, gateway } = await gatewayBench({ consoleDirectory: await builtPage() });
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, init);
    const { headers } = response;
    return {
      status: response.status,
      type: headers.get('content-type'),
      cache: headers.get('cache-control'),
      text: await response.text(),
      headers,
    };
  };
  const page = await get('/');
  expect(page).toMatchObject({ status: 200, cache: 'no-cache', text: '<!doctype html><title>Cascade</title>' });
  expect(page.type).toMatch(/^text\/html/);
  expect(page.headers.get('content-security-policy')).toMatch(/default-src/);
  expect(await get('/index.html')).toMatchObject({ status: 200, cache: 'no-cache' });
  expect(await get('/icon.svg')).toMatchObject({ status: 200, type: 'image/svg+xml', cache: 'no-cache' });
  const script = await get('/assets/index-Bx3_k9-Q.js');
  expect(script).toMatchObject({ status: 200, cache: 'public, max-age=31536000, immutable', text: 'export {};' });
  expect(script.type).toMatch(/javascript/);
  // By injection: fetch asks every cache on the way for a fresh copy.
  const again = await gateway.app.inject({ url: '/', headers: { 'if-none-match': page.headers.get('etag')! } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  expect(await get('/assets/index-Bx3_k9-Q.js', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
});

test('nothing beside the page is served, and nothing but GET and HEAD', async () => {
  const { url, gateway } = await gatewayBench({ consoleDirectory: await builtPage() });
  for (const path of ['/missing.js', '/assets/', '/assets', '/.hidden', '/v1/nothing', '/assets/index.js']) {
    const response = await fetch(url + path);
    expect([path, response.status]).toEqual([path, 404]);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  }
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%00',
  ]) {
    const response = await gateway.app.inject({ method: 'GET', url: path });
    expect([path, response.statusCode >= 400 && response.statusCode < 500]).toEqual([path, true]);
    expect(response.body).not.toContain('not for the web');
  }
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetch(`${url}/`, { method })).status).toBe(404);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('without a page the address says what there is', async () => {
  const { url } = await gatewayBench();
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await response.text()).toMatch(/openapi\.json/);
  expect((await fetch(`${url}/index.html`)).status).toBe(404);
});
