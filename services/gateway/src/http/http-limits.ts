import { recordingFormat } from '@cascade/contracts';

export interface HttpLimits {
  readonly maxUploadBytes: number;
  readonly maxRecordingMs: number;
  /** Recordings and texts in work at once; for each, two more may wait. */
  readonly maxJobs: number;
}

export const defaultHttpLimits: HttpLimits = {
  maxUploadBytes: recordingFormat.max_bytes,
  maxRecordingMs: recordingFormat.max_seconds * 1000,
  maxJobs: 2,
};
