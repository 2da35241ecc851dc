/** What the lab is given to listen to: a manifest, a folder, or wav files. */
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { readWav, resample } from '@cascade/audio';
import { CascadeError, inputRateHz } from '@cascade/contracts';
import { z } from 'zod';
import type { LabClip } from './record-clip.ts';

export interface ClipSource {
  readonly id: string;
  readonly slices: readonly string[];
  readonly group: string;
  readonly file: string;
  /** What is said in it, where the manifest tells. */
  readonly text?: string;
}

const manifestLine = z.object({
  id: z.string().min(1),
  file: z.string().min(1),
  slice: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  group: z.string().optional(),
  text: z.string().optional(),
});

const invalid = (message: string, cause?: unknown) => new CascadeError('invalid_file', message, { cause });

/** @throws CascadeError `invalid_file`, naming the line */
export function readManifest(file: string): ClipSource[] {
  const sources = readText(file)
    .split('\n')
    .flatMap((line, index): ClipSource[] => {
      if (line.trim() === '') return [];
      try {
        const { id, file: audio, slice, group = id, text } = manifestLine.parse(JSON.parse(line));
        const said = text === undefined ? {} : { text };
        return [{ id, slices: slice, group, file: resolve(dirname(file), audio), ...said }];
      } catch (error) {
        const expected = 'a JSON object with id, file (relative to the manifest) and slice (a list of names)';
        throw invalid(`${file}, line ${index + 1}: expected ${expected}.`, error);
      }
    });
  if (sources.length === 0) throw invalid(`${file} names no clip: it needs one JSON object a line.`);
  return sources;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalid(`${file} cannot be read: name a manifest that exists.`, error);
  }
}

/** Wav files, and those of folders, in the order of their names. @throws CascadeError `invalid_file` */
export async function findWavFiles(paths: readonly string[]): Promise<ClipSource[]> {
  const found: ClipSource[] = [];
  for (const path of paths) {
    const entry = await stat(path).catch((error: unknown) => {
      throw invalid(`${path} is not there: name wav files, or a folder of them.`, error);
    });
    const files = entry.isDirectory() ? (await readdir(path)).filter(isWav).sort() : [''];
    if (files.length === 0) throw invalid(`${path} has no wav file in it.`);
    for (const name of files) {
      const file = name === '' ? path : join(path, name);
      const id = basename(file, extname(file));
      found.push({ id, slices: [], group: id, file });
    }
  }
  return found;
}

const isWav = (name: string) => extname(name).toLowerCase() === '.wav';

/** @throws CascadeError `invalid_file` when it is no wav file */
export function readClip({ id, slices, group, file }: ClipSource): LabClip {
  try {
    const { samples, sampleRateHz } = readWav(readFileSync(file));
    return { id, slices, group, samples: resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz }) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    throw invalid(`${file} cannot be used: ${why}. Give it as a PCM wav file.`, error);
  }
}
