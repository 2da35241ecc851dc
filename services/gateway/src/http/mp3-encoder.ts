import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { outputRateHz } from '@cascade/contracts';
import { createEncoder } from 'wasm-media-encoders';

type Encoder = Awaited<ReturnType<typeof createEncoder<'audio/mpeg'>>>;

const bitrate = 64;
/** 0.4 ms of work: what comes between is not held up. */
const sliceSamples = outputRateHz / 10;

/** The file's bytes, and once they are compiled, the module. */
let wasm: Parameters<typeof createEncoder>[1] | undefined;
const idle: Encoder[] = [];
/** Kept for the next request; each holds some hundred KiB. */
const mostIdle = 4;

async function takeEncoder(): Promise<Encoder> {
  const encoder = idle.pop() ?? (await makeEncoder());
  encoder.configure({ sampleRate: outputRateHz, channels: 1, bitrate });
  return encoder;
}

/** LAME is compiled once, when it is first needed, and not by the main thread. */
async function makeEncoder(): Promise<Encoder> {
  wasm ??= await readFile(fileURLToPath(import.meta.resolve('wasm-media-encoders/wasm/mp3')));
  return createEncoder('audio/mpeg', wasm, (module) => {
    wasm = module;
  });
}

/**
 * 24 kHz mono as MP3 of 64 kbit/s, while it comes. On the main thread, in slices of 100 ms of audio with a turn of the
 * event loop between them: LAME works at some 250 times the speed of speech.
 */
export async function* encodeMp3(audio: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  const encoder = await takeEncoder();
  try {
    for await (const samples of audio) {
      for (let start = 0; start < samples.length; start += sliceSamples) {
        const encoded = encoder.encode([samples.subarray(start, start + sliceSamples)]);
        // The encoder writes over it next time.
        if (encoded.length > 0) yield encoded.slice();
        await nextTurn();
      }
    }
    yield encoder.finalize().slice();
  } finally {
    // It begins anew when it is configured again, also after half a stream.
    if (idle.length < mostIdle) idle.push(encoder);
  }
}
