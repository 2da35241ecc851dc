/** The engine that decodes recordings, as an inference pool loads it on a thread of its own. */
import type { Engine } from '@cascade/runtime';
import { decodeRecording, type RecordingLimits } from './recording.ts';

export interface RecordingJob {
  /** Over shared memory, so that nothing is copied. */
  readonly bytes: Uint8Array;
  readonly limits: RecordingLimits;
}

export const createEngine = (): Engine => ({
  decode: ({ bytes, limits }: RecordingJob) => decodeRecording(bytes, limits),
});
