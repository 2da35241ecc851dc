import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { lastSpeechSample } from '@cascade/audio';
import { endingInput, testContext } from '@cascade/testing';
import { describe, expect, it } from 'vitest';
import { audioChunks, readSpeech } from '../test/audio-chunks.ts';
import { createVadStage } from './vad-stage.ts';

const folder = new URL('../../../../shared/speech/', import.meta.url);

interface Clip {
  readonly id: string;
  readonly file: string;
  readonly slice: readonly string[];
}

// The recordings are not part of the project.
describe.runIf(existsSync(folder))('recorded clips', () => {
  it('each has speech, told to its end soon after it', { timeout: 60_000 }, async () => {
    const manifest = await readFile(new URL('manifest.jsonl', folder), 'utf8');
    const clips = manifest
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Clip);
    const stage = await createVadStage();
    const lagsMs: number[] = [];
    const unheard: string[] = [];
    for (const clip of clips) {
      const samples = await readSpeech(fileURLToPath(new URL(clip.file, folder)), 1000, 1000);
      let pausedAt: number | undefined;
      for await (const event of stage.run(endingInput(audioChunks(samples, 1600)), testContext().context)) {
        if (event.type === 'speech-pause') pausedAt = event.atSample;
      }
      if (pausedAt === undefined) unheard.push(clip.id);
      else if (!clip.slice.some((slice) => slice.startsWith('nois'))) {
        lagsMs.push((pausedAt - lastSpeechSample(samples, 16_000)) / 16);
      }
    }
    await stage.close?.();
    expect(unheard).toEqual([]);
    const median = lagsMs.toSorted((a, b) => a - b)[Math.floor(lagsMs.length / 2)]!;
    expect(median).toBeGreaterThan(60);
    expect(median).toBeLessThan(160);
  });
});
