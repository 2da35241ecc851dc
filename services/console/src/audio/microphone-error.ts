/** Why no microphone could be opened. */
export class MicrophoneError extends Error {
  readonly reason: 'refused' | 'missing' | 'failed';

  constructor(reason: 'refused' | 'missing' | 'failed', cause: unknown) {
    super(`The microphone is ${reason}.`, { cause });
    this.name = 'MicrophoneError';
    this.reason = reason;
  }
}
