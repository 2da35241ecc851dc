import { createResampler, readWav, WavError } from '@cascade/audio';
import { CascadeError, inputRateHz, recordingFormat } from '@cascade/contracts';

export interface Recording {
  /** 16 kHz mono, −1 … 1. */
  readonly samples: Float32Array<ArrayBuffer>;
  readonly durationMs: number;
}

export interface RecordingLimits {
  readonly maxRecordingMs: number;
}

const { encodings, lowest_rate_hz: lowestRateHz, highest_rate_hz: highestRateHz } = recordingFormat;

/** What may be sent as a recording, in words. */
export const recordingFormats = `wav with ${encodings.join(', ')}; ${lowestRateHz} to ${highestRateHz} Hz, any number of channels`;

const shortestMs = 100;
/** Resampled piece by piece, so that no second copy of the recording is made. */
const pieceSeconds = 1;

/**
 * A whole file as the recognizer wants it. What a header promises beyond the end of the file is taken for cut off: what
 * is there counts. Runs for up to seconds: not for the main thread.
 *
 * @throws CascadeError `unsupported_value` for another format (named, if known), `invalid_audio` for a broken file or one
 *   with less than 100 ms in it, `message_too_large` for one that is too long
 */
export function decodeRecording(bytes: Uint8Array, { maxRecordingMs }: RecordingLimits): Recording {
  if (bytes.length === 0) throw invalid('The file is empty.');
  const foreign = foreignFormat(bytes);
  if (foreign) {
    throw new CascadeError('unsupported_value', `The file is ${foreign}; send ${recordingFormats}.`, { param: 'file' });
  }
  const { samples, sampleRateHz } = parseWav(bytes);
  if (sampleRateHz < lowestRateHz || sampleRateHz > highestRateHz) {
    throw invalid(`The file has ${sampleRateHz} samples a second; expected ${lowestRateHz} to ${highestRateHz}.`);
  }
  const durationMs = (samples.length * 1000) / sampleRateHz;
  if (durationMs < shortestMs) {
    throw invalid(`The file holds ${Math.floor(durationMs)} ms of audio; expected at least ${shortestMs} ms.`);
  }
  if (durationMs > maxRecordingMs) {
    const [seconds, limit] = [durationMs, maxRecordingMs].map((ms) => Math.round(ms / 1000));
    throw new CascadeError('message_too_large', `The recording lasts ${seconds} s; expected at most ${limit} s.`, {
      param: 'file',
    });
  }
  return { samples: toInputRate(samples, filterRateHz(sampleRateHz)), durationMs };
}

function parseWav(bytes: Uint8Array) {
  try {
    return readWav(bytes);
  } catch (error) {
    if (error instanceof WavError) throw invalid(`The file is ${error.message}. Expected ${recordingFormats}.`, error);
    throw error;
  }
}

/**
 * Every rate has a filter of its own, the larger the less it has in common with 16 kHz. Odd rates are taken for the next
 * multiple of 25 Hz: at most 0.3 % off in pitch, where a filter for 44,101 Hz would hold four million coefficients.
 */
const filterRateHz = (rateHz: number) => Math.round(rateHz / 25) * 25;

function toInputRate(samples: Float32Array, fromHz: number): Float32Array<ArrayBuffer> {
  const resampler = createResampler({ fromHz, toHz: inputRateHz });
  const output = new Float32Array(Math.ceil((samples.length * inputRateHz) / fromHz));
  let at = 0;
  const give = (piece: Float32Array) => {
    output.set(piece, at);
    at += piece.length;
  };
  const pieceSamples = fromHz * pieceSeconds;
  for (let start = 0; start < samples.length; start += pieceSamples) {
    give(resampler.process(samples.subarray(start, start + pieceSamples)));
  }
  give(resampler.flush());
  return output;
}

const text = (bytes: Uint8Array, from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('latin1');

/** The name of a format that is known and not supported, by the file's first bytes. */
function foreignFormat(bytes: Uint8Array): string | undefined {
  const start = text(bytes, 0, 4);
  if (start === 'OggS') return 'Ogg (Opus or Vorbis)';
  if (start === 'fLaC') return 'FLAC';
  if (start === '\x1aE\xdf\xa3') return 'WebM or Matroska';
  if (start.startsWith('ID3')) return 'MP3';
  if (text(bytes, 4, 8) === 'ftyp') return 'MP4 or M4A';
  if (start === 'FORM') return 'AIFF';
  if (start === '#!AM') return 'AMR';
  // MPEG audio begins with eleven ones; the two bits after the version tell the layer, 00 is ADTS (AAC).
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && (second & 0xe0) === 0xe0) return (second & 0x06) === 0 ? 'AAC' : 'MP3';
  return undefined;
}

const invalid = (message: string, cause?: unknown) =>
  new CascadeError('invalid_audio', message, { param: 'file', ...(cause === undefined ? {} : { cause }) });
