/** The voice's frame grid: 12.5 ms frames at 24 kHz, transformed with windows of four frames. */
export const SAMPLE_RATE_HZ = 24_000;
export const FRAME_SAMPLES = 300;
export const WINDOW_SAMPLES = 1200;
export const FREQUENCY_BINS = WINDOW_SAMPLES / 2 + 1;

/** Periodic Hann window of one transform. */
export const hannWindow: Float32Array = Float32Array.from(
  { length: WINDOW_SAMPLES },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / WINDOW_SAMPLES),
);
