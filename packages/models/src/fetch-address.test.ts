import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { contents, hubModels } from '../test/small-manifest.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import type { PullProgress } from './progress.ts';
import { pullModels } from './pull.ts';

const voice = contents['voice.wav'];

/** A model hub on loopback; `answer` may take a request over by returning true. */
async function createHub(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => boolean = () => false,
) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? 'whole'}`);
    if (answer(request, response, requests.length)) return;
    const name = request.url!.split('/').at(-1) as keyof typeof contents;
    const body = contents[name];
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` });
    response.end(body.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`;
  const directory = await temporaryFolder();
  const options = { directory, entries: hubModels(baseUrl) };
  return { requests, baseUrl, options, read: () => readFile(join(directory, 'voice@1.0.0', 'voice.wav')) };
}

/** Sends a part of the body, and drops the connection once `arrived` says that it has been stored. */
function createCutter() {
  let open: { response: ServerResponse; bytes: number } | undefined;
  return {
    cutOff(response: ServerResponse, body: Buffer): true {
      open = { response, bytes: body.length };
      response.writeHead(200, { 'content-length': voice.length });
      response.write(body);
      return true;
    },
    arrived(progress: PullProgress) {
      if (progress.type === 'bytes' && open?.bytes === progress.receivedBytes) open.response.destroy();
    },
  };
}

it('fetches from an address', async () => {
  const hub = await createHub();
  await pullModels(hub.options);
  expect(await hub.read()).toEqual(voice);
  expect(hub.requests).toEqual(['/hub/voice.wav whole', '/hub/words.txt whole']);
});

it('goes on where a broken connection stopped', async () => {
  const { cutOff, arrived } = createCutter();
  const hub = await createHub((_, response, count) => count === 1 && cutOff(response, voice.subarray(0, 40_000)));
  await pullModels({ ...hub.options, onProgress: arrived });
  expect(await hub.read()).toEqual(voice);
  expect(hub.requests[1]).toBe('/hub/voice.wav bytes=40000-');
});

it('goes on in a later pull, too', async () => {
  const { cutOff, arrived } = createCutter();
  const hub = await createHub((_, response, count) => {
    if (count === 2) response.writeHead(503).end();
    return count === 2 || (count === 1 && cutOff(response, voice.subarray(0, 40_000)));
  });
  await expect(pullModels({ ...hub.options, onProgress: arrived })).rejects.toMatchObject({
    code: 'model_fetch_failed',
  });
  await pullModels(hub.options);
  expect(await hub.read()).toEqual(voice);
  expect(hub.requests[2]).toBe('/hub/voice.wav bytes=40000-');
});

it('starts anew where the server cannot go on', async () => {
  const { cutOff, arrived } = createCutter();
  const hub = await createHub((request, response, count) => {
    if (count === 1) return cutOff(response, voice.subarray(0, 40_000));
    if (!request.url!.endsWith('.wav')) return false;
    response.end(voice);
    return true;
  });
  await pullModels({ ...hub.options, onProgress: arrived });
  expect(await hub.read()).toEqual(voice);
});

it('throws a part away that turns out wrong, and gets the whole', async () => {
  const { cutOff, arrived } = createCutter();
  const hub = await createHub((_, response, count) => count === 1 && cutOff(response, Buffer.alloc(40_000, 1)));
  await expect(pullModels({ ...hub.options, onProgress: arrived })).rejects.toThrow(/expected sha256/);
  await pullModels(hub.options);
  expect(await hub.read()).toEqual(voice);
});

it('does not take in more than the manifest says', async () => {
  const hub = await createHub((_, response) => {
    response.end(Buffer.alloc(1_000_000));
    return true;
  });
  await expect(pullModels(hub.options)).rejects.toThrow(/more than the 100000 bytes of the manifest/);
});

it('says which address refused, and which cannot be reached', async () => {
  const hub = await createHub((_, response) => {
    response.writeHead(403).end();
    return true;
  });
  await expect(pullModels(hub.options)).rejects.toThrow(`${hub.baseUrl}/voice.wav: HTTP 403`);
  const nowhere = { ...hub.options, entries: hubModels('http://127.0.0.1:9') };
  await expect(pullModels(nowhere)).rejects.toThrow('http://127.0.0.1:9/voice.wav: ');
});

it('uses a mirror address laid out like the model directory', async () => {
  const hub = await createHub();
  await pullModels({ ...hub.options, entries: hubModels('http://127.0.0.1:9'), mirror: hub.baseUrl });
  expect(hub.requests).toContain('/hub/voice@1.0.0/voice.wav whole');
  expect(await hub.read()).toEqual(voice);
});

it('stops when it is aborted', async () => {
  const abort = new AbortController();
  const hub = await createHub((_, response) => {
    response.writeHead(200, { 'content-length': voice.length });
    response.write(voice.subarray(0, 10), () => abort.abort(new Error('enough')));
    return true;
  });
  await expect(pullModels({ ...hub.options, signal: abort.signal })).rejects.toThrow('enough');
});
