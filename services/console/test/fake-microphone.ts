import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm16, joinSamples, writeWav } from '@cascade/audio';
import type { Page } from 'playwright-core';

const rateHz = 24_000;
/** The file begins when the browser opens the device, which may be a while before the page hears it. */
const silenceBeforeMs = 1500;
const silenceAfterMs = 20_000;

/**
 * What a browser takes for its microphone: a file that it plays from the start whenever the microphone is opened. So a
 * test says when somebody speaks, however fast or slow the machine is: it writes the file, and opens the microphone anew.
 */
export interface FakeMicrophone {
  /** For the browser's command line. */
  readonly flags: readonly string[];
  /** The next time the microphone is opened, this is heard: PCM16 at 24 kHz, silence after it. */
  load(pcm: Uint8Array): Promise<void>;
  /** Loads it, and has the page open its microphone anew, as when another device is chosen. */
  speak(page: Page, pcm: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export async function createFakeMicrophone(): Promise<FakeMicrophone> {
  const directory = await mkdtemp(join(tmpdir(), 'cascade-microphone-'));
  const path = join(directory, 'microphone.wav');
  const silence = (durationMs: number) => new Float32Array((rateHz * durationMs) / 1000);
  const load = async (pcm: Uint8Array) => {
    const samples = joinSamples([silence(silenceBeforeMs), decodePcm16(pcm), silence(silenceAfterMs)]);
    await writeFile(path, writeWav(samples, rateHz));
  };
  return {
    flags: [`--use-file-for-fake-audio-capture=${path}%noloop`],
    load,
    async speak(page, pcm) {
      await load(pcm);
      const picker = page.locator('#settings select');
      const chosen = await picker.inputValue();
      const values = await picker
        .locator('option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('value')!));
      const other = values.find((value) => value !== chosen);
      if (other === undefined) throw new Error('the browser has only one microphone');
      await page.getByRole('button', { name: 'Settings' }).click();
      await picker.selectOption(other);
      await page.keyboard.press('Escape');
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
