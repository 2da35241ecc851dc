/** The engine as an inference pool loads it, on a thread of its own. */
import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import type { Engine, JobContext } from '@cascade/runtime';
import { DecodingCancelled } from './greedy-decode.ts';
import { type MoonshineFiles, MoonshineModel, vocabularySize } from './moonshine-model.ts';
import { NoiseSuppressor } from './noise-suppressor.ts';
import { Tokenizer } from './tokenizer.ts';
import { type MoonshineJob, type MoonshineResult, type Transcriber, transcribe } from './transcribe.ts';
import { VocabularyCache } from './vocabulary.ts';

/** @throws CascadeError `model_missing` or `model_corrupt` */
export async function createEngine(files: MoonshineFiles): Promise<Engine> {
  const tokenizer = new Tokenizer(await readTokenizer(files.tokenizer));
  if (tokenizer.size !== vocabularySize) {
    throw new CascadeError(
      'model_corrupt',
      `The tokenizer has ${tokenizer.size} entries, expected ${vocabularySize}.`,
      {
        stage: 'asr',
      },
    );
  }
  const model = await MoonshineModel.load(files);
  let suppressor: Promise<NoiseSuppressor> | undefined;
  const transcriber: Transcriber = {
    model,
    tokenizer,
    vocabularies: new VocabularyCache(tokenizer),
    noiseSuppressor: () => {
      suppressor ??= NoiseSuppressor.load();
      return suppressor;
    },
  };
  return {
    async transcribe(job: MoonshineJob, context: JobContext): Promise<MoonshineResult> {
      try {
        return await transcribe(transcriber, job, () => context.isCancelled());
      } catch (error) {
        if (error instanceof DecodingCancelled) throw new CascadeError('cancelled', error.message, { stage: 'asr' });
        throw CascadeError.from(error, 'transcription_failed', 'The recognizer failed on this audio.', {
          stage: 'asr',
        });
      }
    },
  };
}

async function readTokenizer(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CascadeError('model_missing', 'The tokenizer file cannot be read.', { stage: 'asr', cause: error });
  }
}
