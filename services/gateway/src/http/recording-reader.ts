import { CascadeError } from '@cascade/contracts';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import type { Recording, RecordingLimits } from './recording.ts';
import type { RecordingJob } from './recording-engine.ts';

const engine = { name: 'recordings', module: new URL('./recording-engine.ts', import.meta.url), options: {} };

/**
 * Decodes recordings on a thread of its own, started for the first of them: 25 MB take 1.3 s, in which the main
 * thread has the audio of conversations to move.
 */
export class RecordingReader {
  #pool: Promise<InferencePool> | undefined;

  /** @throws CascadeError as `decodeRecording`, `cancelled` when the signal aborts, `worker_lost` */
  async read(bytes: Uint8Array<SharedArrayBuffer>, limits: RecordingLimits, signal: AbortSignal): Promise<Recording> {
    const pool = await this.#open();
    const job: RecordingJob = { bytes, limits };
    try {
      const { output } = await pool.run<Recording>(engine.name, 'decode', job, { class: 'background', signal });
      return output;
    } catch (error) {
      // Threads pass on code and message; at this point it is always the file that is at fault.
      if (CascadeError.is(error) && faultsOfFile.has(error.code)) {
        throw new CascadeError(error.code, error.message, { param: 'file' });
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }

  async #open(): Promise<InferencePool> {
    this.#pool ??= createInferencePool({ name: 'recordings', workers: 1, engines: [engine] });
    try {
      return await this.#pool;
    } catch (error) {
      // The next recording tries again.
      this.#pool = undefined;
      throw error;
    }
  }
}

const faultsOfFile: ReadonlySet<CascadeError['code']> = new Set([
  'invalid_audio',
  'unsupported_value',
  'message_too_large',
]);
