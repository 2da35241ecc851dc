/** The voice as an inference pool loads it, on a thread of its own. */
import { join } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import type { Engine, JobContext } from '@cascade/runtime';
import { createLexiconReader, type PronunciationLexicon } from '../../pronunciation-lexicon.ts';
import { normalizeForSpeech } from '../../spoken-text/normalize-for-speech.ts';
import { loadSynthesizer, type SynthesizedSpeech } from './synthesizer.ts';

export interface HibariWorkerOptions {
  /** Folder of the voice package's files. */
  readonly directory: string;
  readonly lexicon: PronunciationLexicon;
}

export interface HibariJob {
  readonly text: string;
  readonly speed: number;
}

/** Spoken twice at the start, so that the first clause of a session finds the code compiled: it took 400 ms instead of 40. */
const WARM_UP = 'Good morning, it is 7:30. Xyloquent words are read as well.';

/** @throws CascadeError `model_corrupt` when the files are not the voice's */
export async function createEngine({ directory, lexicon }: HibariWorkerOptions): Promise<Engine> {
  const synthesizer = await loadSynthesizer((name) => join(directory, name)).catch((error: unknown) => {
    throw CascadeError.from(error, 'model_corrupt', `The voice in ${directory} cannot be loaded.`, { stage: 'tts' });
  });
  const readLexicon = createLexiconReader(lexicon, { phonemes: true });
  const speak = (text: string, speed: number, isCancelled?: () => boolean): Promise<SynthesizedSpeech> =>
    synthesizer.synthesize(normalizeForSpeech(readLexicon(text)), speed, isCancelled);
  for (let round = 0; round < 2; round += 1) await speak(WARM_UP, 1);
  return {
    async synthesize({ text, speed }: HibariJob, job: JobContext): Promise<SynthesizedSpeech> {
      try {
        return await speak(text, speed, () => job.isCancelled());
      } catch (error) {
        throw CascadeError.from(error, 'synthesis_failed', 'The voice failed on this text.', { stage: 'tts' });
      }
    },
  };
}
