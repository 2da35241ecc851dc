import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { readWav, WavError } from '@cascade/audio';
import { describeFound } from '@cascade/budget';
import type { Clip } from '@cascade/client';
import { CascadeError } from '@cascade/contracts';

/** A clip to be said: where its audio is, and what is said in it when that is known. */
export interface ListedClip {
  readonly id: string;
  readonly file: string;
  readonly reference?: string;
}

export interface ClipList {
  readonly clips: readonly ListedClip[];
  /** What is wrong with the manifest: `file:line: path: expected …, found …`. */
  readonly problems: readonly string[];
}

/** Files first, then the manifest's clips. A file's id is its name without the ending, made unique by a number. */
export async function listClips(files: readonly string[], manifest: string | undefined): Promise<ClipList> {
  const ids = new Set<string>();
  const named = files.map((file): ListedClip => {
    const stem = basename(file, extname(file));
    let id = stem;
    for (let copy = 2; ids.has(id); copy++) id = `${stem}-${copy}`;
    ids.add(id);
    return { id, file };
  });
  if (manifest === undefined) return { clips: named, problems: [] };
  let text: string;
  try {
    text = await readFile(manifest, 'utf8');
  } catch (error) {
    return { clips: named, problems: [`${manifest}: cannot be read (${reasonOf(error)})`] };
  }
  const { clips, problems } = parseManifest(text, manifest, ids);
  return { clips: [...named, ...clips], problems };
}

/**
 * Clips of a manifest, one JSON object a line with `id`, `file` and `text`; other fields are passed over. Lines that are
 * malformed, or name an id again, become problems.
 */
export function parseManifest(text: string, manifest: string, ids = new Set<string>()): ClipList {
  const clips: ListedClip[] = [];
  const problems: string[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const json = line.replace(/^\uFEFF/, '');
    if (json.trim() === '') return;
    const found = problemOfLine(json, ids);
    if (typeof found === 'string') {
      problems.push(`${manifest}:${index + 1}: ${found}`);
      return;
    }
    ids.add(found.id);
    clips.push({ id: found.id, file: resolve(dirname(manifest), found.file), reference: found.text });
  });
  return { clips, problems };
}

function problemOfLine(json: string, ids: ReadonlySet<string>): { id: string; file: string; text: string } | string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return `$: expected one JSON object, found text that is not JSON (${reasonOf(error)})`;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `$: expected an object, found ${describeFound(value)}`;
  }
  const fields = value as Record<string, unknown>;
  const { id, file, text } = fields;
  // The id names the reply's wav file.
  if (typeof id !== 'string' || !/^[^/\\\p{Cc}]+$/u.test(id) || /^\.+$/.test(id)) {
    return `$.id: expected a string that can name a file, found ${describeFound(id)}`;
  }
  if (ids.has(id)) return `$.id: expected an id of its own, found ${JSON.stringify(id)} again`;
  if (typeof file !== 'string' || file === '')
    return `$.file: expected the name of a wav file, found ${describeFound(file)}`;
  if (typeof text !== 'string') return `$.text: expected a string, found ${describeFound(text)}`;
  return { id, file, text };
}

/** @throws CascadeError `invalid_file` that names the file and what is wrong with it */
export async function loadClip({ id, file }: ListedClip): Promise<Clip> {
  try {
    const { samples, sampleRateHz } = readWav(await readFile(file));
    if (samples.length === 0) throw new CascadeError('invalid_file', `${file}: no audio in it`);
    return { id, samples, sampleRateHz };
  } catch (error) {
    const reason = error instanceof WavError ? error.message : `cannot be read (${reasonOf(error)})`;
    throw CascadeError.from(error, 'invalid_file', `${file}: ${reason}`);
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
}
