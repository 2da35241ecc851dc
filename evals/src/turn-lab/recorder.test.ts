import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readClip } from './clips.ts';
import { namedSettings } from './lab-settings.ts';
import { recordClips } from './recorder.ts';
import { replayClip } from './replay-clip.ts';

const file = fileURLToPath(new URL('../../../../shared/speech/wav/gdf_1_book_a_room.wav', import.meta.url));

// The recordings are not part of the project.
describe.runIf(existsSync(file))('a clip', () => {
  it('is recorded by the real models, kept, and ended by the policy', { timeout: 60_000 }, async () => {
    const clip = readClip({ id: 'room', slices: [], group: 'room', file });
    const cacheFolder = mkdtempSync(join(tmpdir(), 'turn-lab-'));
    const done: string[] = [];
    const options = {
      cacheFolder,
      fresh: false,
      onProgress: ({ id }: { id: string }) => done.push(id),
      signal: new AbortController().signal,
    };
    const [recorded] = await recordClips([clip], options);
    expect(recorded!.speech.map(({ type }) => type)).toEqual(['speech-start', 'speech-pause', 'speech-end']);
    expect(recorded!.pauses[0]!.text).toMatch(/book a room/i);
    expect(Object.keys(recorded!.pauses[0]!.scores).length).toBeGreaterThan(8);
    const balanced = namedSettings.find(({ isDefault }) => isDefault)!.settings;
    expect(replayClip(recorded!, balanced)).toMatchObject({ cutoffs: 0, delayMs: expect.any(Number) });
    expect(readdirSync(cacheFolder)).toHaveLength(1);
    const [again] = await recordClips([{ ...clip, id: 'again' }], options);
    expect(again).toEqual({ ...recorded, id: 'again' });
    expect(done).toEqual(['room', 'again']);
  });
});
