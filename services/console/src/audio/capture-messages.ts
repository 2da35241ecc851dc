/** What the capture worklet and the page tell each other. */
export const captureRateHz = 16_000;
export const captureFrameMs = 20;

export type CaptureCommand = { readonly type: 'mute'; readonly isMuted: boolean } | { readonly type: 'end' };

export interface CapturedFrame {
  /** PCM16, little-endian, mono, 20 ms at 16 kHz. */
  readonly pcm: ArrayBuffer;
  /** Root mean square of the frame as the microphone gave it, also while muted. */
  readonly level: number;
}
