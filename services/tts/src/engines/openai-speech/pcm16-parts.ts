import { decodePcm16 } from '@cascade/audio';

/** 100 ms at 24 kHz: smaller pieces of a body are put together. */
const PART_BYTES = 4_800;

/**
 * A body of little-endian 16-bit samples as parts of at least 100 ms; the last may be shorter. The network cuts it
 * anywhere, also within a sample; a single byte left at the end is dropped.
 */
export async function* pcm16Parts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Float32Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < PART_BYTES) continue;
    const joined = Buffer.concat(waiting);
    const whole = bytes - (bytes % 2);
    yield decodePcm16(joined.subarray(0, whole));
    waiting = bytes === whole ? [] : [joined.subarray(whole)];
    bytes -= whole;
  }
  if (bytes > 1) yield decodePcm16(Buffer.concat(waiting).subarray(0, bytes - (bytes % 2)));
}
