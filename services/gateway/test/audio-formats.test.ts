import {
  createResampler,
  decodeAlaw,
  decodeMulaw,
  decodePcm16,
  encodeAlaw,
  encodeMulaw,
  encodePcm16,
  joinSamples,
} from '@cascade/audio';
import { decodeBinaryAudio, inputRateHz, outputRateHz } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { sessionBench } from './session-bench.ts';

const toneHz = 440;
const amplitude = 0.25;
const durationMs = 1000;

const formats = [
  { name: 'pcm at 16 kHz', format: { type: 'audio/pcm', rate: 16_000 }, rateHz: 16_000, codec: 'pcm16', leastDb: 50 },
  { name: 'pcm at 24 kHz', format: { type: 'audio/pcm', rate: 24_000 }, rateHz: 24_000, codec: 'pcm16', leastDb: 50 },
  { name: 'pcm at 48 kHz', format: { type: 'audio/pcm', rate: 48_000 }, rateHz: 48_000, codec: 'pcm16', leastDb: 50 },
  { name: 'G.711 µ-law', format: { type: 'audio/pcmu' }, rateHz: 8000, codec: 'pcmu', leastDb: 32 },
  { name: 'G.711 A-law', format: { type: 'audio/pcma' }, rateHz: 8000, codec: 'pcma', leastDb: 32 },
] as const;
const encoders = { pcm16: encodePcm16, pcmu: encodeMulaw, pcma: encodeAlaw };
const decoders = { pcm16: decodePcm16, pcmu: decodeMulaw, pcma: decodeAlaw };

const toneAt = (rateHz: number, ms = durationMs) =>
  Float32Array.from(
    { length: (rateHz * ms) / 1000 },
    (_, i) => amplitude * Math.sin((2 * Math.PI * toneHz * i) / rateHz),
  );

/** Amplitude of the tone in the middle of the samples, and how far everything else lies below it. */
function measure(samples: Float32Array, rateHz: number) {
  const edge = Math.round(rateHz * 0.1);
  // Whole periods, so that sine and cosine are at right angles.
  const period = rateHz / toneHz;
  const length = Math.floor(Math.floor((samples.length - 2 * edge) / period) * period);
  const middle = samples.subarray(edge, edge + length);
  const angle = (i: number) => (2 * Math.PI * toneHz * i) / rateHz;
  const project = (wave: (x: number) => number) =>
    (2 / length) * middle.reduce((sum, sample, i) => sum + sample * wave(angle(i)), 0);
  const [sine, cosine] = [project(Math.sin), project(Math.cos)];
  const rest = middle.reduce(
    (sum, sample, i) => sum + (sample - sine * Math.sin(angle(i)) - cosine * Math.cos(angle(i))) ** 2,
    0,
  );
  const level = Math.hypot(sine, cosine);
  return { level, signalToNoiseDb: 10 * Math.log10(level ** 2 / 2 / (rest / length)) };
}

test.each(formats)('a tone in $name comes back as it was sent', async ({ format, rateHz, codec, leastDb }) => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  const audio = { input: { format }, output: { format } };
  socket.receiveEvent({ type: 'session.update', session: { audio, cascade: { binary_audio: true } } });
  const bytes = encoders[codec](toneAt(rateHz));
  // Pieces of odd lengths, as networks make them.
  for (let at = 0; at < bytes.length; ) {
    const size = Math.min(bytes.length - at, 2 * (137 + (at % 411)));
    socket.receive(bytes.subarray(at, at + size));
    at += size;
  }
  socket.receiveEvent({ type: 'input_audio_buffer.commit' });
  await clock.run(0);
  const heard = joinSamples(input.flatMap((event) => (event.type === 'audio-chunk' ? [event.samples] : [])));
  expect(heard.length).toBe((inputRateHz * durationMs) / 1000);
  const received = measure(heard, inputRateHz);
  expect(received.level).toBeCloseTo(amplitude, 2);
  expect(received.signalToNoiseDb).toBeGreaterThan(leastDb);

  // What was heard is said again, at the rate of the voice.
  const up = createResampler({ fromHz: inputRateHz, toHz: outputRateHz });
  const samples = joinSamples([up.process(heard), up.flush()]);
  const inResponse = { responseId: 'r1', clauseIndex: 0 };
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  connection.send({ type: 'speech-clause', ...inResponse, text: 'Hum', atMs: 0 });
  connection.send({
    type: 'speech-audio',
    ...inResponse,
    samples,
    startSample: 0,
    words: [],
    queueMs: 0,
    computeMs: 0,
    cached: false,
  });
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs: durationMs });
  await clock.run(durationMs + 100);
  expect(socket.of('response.done')[0]!.response).toMatchObject({ status: 'completed', audio: { output: { format } } });
  const frames = socket.frames.map((frame) => decodeBinaryAudio(frame)!);
  const said = joinSamples(frames.map((frame) => decoders[codec](frame.audio)));
  expect(said.length).toBe((rateHz * durationMs) / 1000);
  expect(frames.map(({ startSample }) => startSample)).toEqual(
    frames.map(
      (_, index) =>
        frames.slice(0, index).reduce((sum, { audio }) => sum + audio.length, 0) / (codec === 'pcm16' ? 2 : 1),
    ),
  );
  const sent = measure(said, rateHz);
  expect(sent.level).toBeCloseTo(amplitude, 2);
  expect(sent.signalToNoiseDb).toBeGreaterThan(leastDb - 4);
});
