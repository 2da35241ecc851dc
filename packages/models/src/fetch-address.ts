import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FetchRequest, fetchedPath, nameAtSource } from './fetch-request.ts';
import type { ModelFile, ModelSource } from './manifest-schema.ts';
import { registryIdOf } from './registry.ts';

type AddressSource = Extract<ModelSource, { kind: 'hub' | 'mirror' }>;

/** A server that sends nothing for this long is taken for dead. */
const stallMs = 30_000;

/** Fetches files one by one from a hub, or from a mirror of the model directory (an address or a folder). */
export async function fetchFromAddress(request: FetchRequest<AddressSource>): Promise<void> {
  let before = 0;
  for (const { entry, source, files } of request.needs) {
    for (const file of files) {
      const target = fetchedPath(request.scratch, entry, file);
      await mkdir(dirname(target), { recursive: true });
      const onBytes = (bytes: number) => request.onBytes(before + bytes);
      const place =
        source.kind === 'hub'
          ? `${source.baseUrl}/${nameAtSource(source, file)}`
          : `${source.location}/${registryIdOf(entry)}/${file.name}`;
      if (/^https?:/i.test(place)) await download(place, file, target, request, onBytes);
      else await copy(place, target, request.signal, onBytes);
      before += file.bytes;
    }
  }
}

/**
 * Goes on where an interrupted download of the same file stopped, when the server can. Only one process at a time owns
 * the interrupted part: it takes it by renaming it, and gives it back the same way when it is interrupted itself.
 */
async function download(
  url: string,
  file: ModelFile,
  target: string,
  request: FetchRequest,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const partial = join(request.partials, file.sha256);
  const owned = `${target}.part`;
  await rename(partial, owned).catch(() => undefined);
  try {
    const have = await sizeOf(owned);
    if (have < file.bytes) await append(url, have, file, owned, request.signal, onBytes);
    await rename(owned, target);
  } catch (error) {
    await mkdir(request.partials, { recursive: true });
    await rename(owned, partial).catch(() => undefined);
    throw error;
  }
}

async function append(
  url: string,
  have: number,
  file: ModelFile,
  path: string,
  outerSignal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`${url}: nothing received for ${stallMs / 1000} s`)), stallMs);
  const signal = AbortSignal.any([outerSignal, stalled.signal]);
  try {
    const response = await fetch(url, { signal, headers: have > 0 ? { range: `bytes=${have}-` } : {} });
    if (!response.ok || response.body === null) throw new Error(`${url}: HTTP ${response.status}`);
    const goesOn =
      response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
    let received = goesOn ? have : 0;
    await using output = await open(path, goesOn ? 'a' : 'w');
    for await (const chunk of response.body) {
      timer.refresh();
      // A server that sends another file, or an error page without end, must not fill the disk.
      if (received + chunk.length > file.bytes) {
        throw new Error(`${url}: more than the ${file.bytes} bytes of the manifest`);
      }
      // On disk before the next one is asked for: what was received counts when the connection breaks.
      await output.writeFile(chunk);
      received += chunk.length;
      onBytes(received);
    }
    if (received < file.bytes) throw new Error(`${url}: the connection ended after ${received} of ${file.bytes} bytes`);
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : withAddress(error, url);
  } finally {
    clearTimeout(timer);
  }
}

function withAddress(error: unknown, url: string): unknown {
  if (!(error instanceof TypeError)) return error;
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  return new Error(`${url}: ${cause}`, { cause: error });
}

async function copy(
  path: string,
  target: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      onBytes(bytes);
      callback(null, chunk);
    },
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), counter, createWriteStream(target), { signal });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
