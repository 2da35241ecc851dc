/** Sends a recording as a microphone would: one frame each time its last sample would have been captured. */
export interface PacedAudioOptions {
  readonly frames: readonly Uint8Array<ArrayBuffer>[];
  readonly frameMs: number;
  deliver(frame: Uint8Array<ArrayBuffer>): void;
  nowMs(): number;
  /** Calls back every so often; the returned function ends that. */
  every(intervalMs: number, tick: () => void): () => void;
  readonly signal: AbortSignal;
}

/** Resolves when all was sent, or the signal has aborted. Never early, never drifting: late ticks send what is due. */
export function sendPaced(options: PacedAudioOptions): Promise<void> {
  const { frames, frameMs, deliver, nowMs, every, signal } = options;
  const startMs = nowMs();
  let sent = 0;
  return new Promise((resolve) => {
    const finish = () => {
      stop();
      resolve();
    };
    const stop = every(frameMs, () => {
      const due = Math.min(frames.length, Math.floor((nowMs() - startMs) / frameMs));
      for (; sent < due; sent += 1) deliver(frames[sent]!);
      if (sent === frames.length) finish();
    });
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted || frames.length === 0) finish();
  });
}

/** PCM16 in frames; the last one is filled up with silence, and `silenceFrames` of silence follow. */
export function framesOf(pcm: Uint8Array, frameBytes: number, silenceFrames: number): Uint8Array<ArrayBuffer>[] {
  const count = Math.ceil(pcm.length / frameBytes) + silenceFrames;
  return Array.from({ length: count }, (_, index) => {
    const frame = new Uint8Array(frameBytes);
    frame.set(pcm.subarray(index * frameBytes, (index + 1) * frameBytes));
    return frame;
  });
}
