/**
 * Reply audio as binary frames, for sessions that set `cascade.binary_audio`. Each frame is this header and then bytes
 * of the session's output format. `cascade.audio.stream` announces a stream number before its first frame.
 *
 *     byte 0      version, 1
 *     byte 1      0
 *     bytes 2–3   stream number, little-endian
 *     bytes 4–7   position of the first sample in the item's audio, at the output format's rate, little-endian
 *
 * What the client sends has no header: a binary frame is audio of the session's input format, as in
 * `input_audio_buffer.append`.
 */
export const binaryAudioHeaderBytes = 8;
const version = 1;

export interface BinaryAudioFrame {
  readonly stream: number;
  /** In samples of the output format's rate. */
  readonly startSample: number;
  readonly audio: Uint8Array;
}

export function encodeBinaryAudio(frame: BinaryAudioFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binaryAudioHeaderBytes + frame.audio.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint16(2, frame.stream, true);
  view.setUint32(4, frame.startSample, true);
  bytes.set(frame.audio, binaryAudioHeaderBytes);
  return bytes;
}

/** Undefined for what is no frame of this version. `audio` is a view, not a copy. */
export function decodeBinaryAudio(bytes: Uint8Array): BinaryAudioFrame | undefined {
  if (bytes.length < binaryAudioHeaderBytes || bytes[0] !== version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    stream: view.getUint16(2, true),
    startSample: view.getUint32(4, true),
    audio: bytes.subarray(binaryAudioHeaderBytes),
  };
}
