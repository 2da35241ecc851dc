import { encodeAlaw, encodeMulaw, encodePcm16, resample } from '@cascade/audio';
import { type AudioChunk, type AudioFormat, CascadeError, type InputEvent } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputAudio } from './input-audio.ts';

const pcm24: AudioFormat = { codec: 'pcm16', rateHz: 24_000 };
const wave = (samples: number, rateHz: number) =>
  Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 300 * i) / rateHz));

function setup(format: AudioFormat = pcm24, options: { aheadMs?: number; room?: () => boolean } = {}) {
  const clock = new VirtualClock(5000);
  const events: InputEvent[] = [];
  const emit = (event: InputEvent) => (options.room?.() ?? true) && events.push(event) > 0;
  const audio = new InputAudio({ clock, format, aheadMs: options.aheadMs ?? 30_000, emit });
  const chunks = () => events.filter((event): event is AudioChunk => event.type === 'audio-chunk');
  return { clock, audio, events, chunks };
}

function expectContiguous(chunks: readonly AudioChunk[]) {
  let position = 0;
  for (const [index, chunk] of chunks.entries()) {
    expect([chunk.index, chunk.startSample]).toEqual([index, position]);
    position += chunk.samples.length;
  }
}

test.each<AudioFormat>([
  pcm24,
  { codec: 'pcm16', rateHz: 16_000 },
  { codec: 'pcm16', rateHz: 48_000 },
  { codec: 'pcmu', rateHz: 8000 },
  { codec: 'pcma', rateHz: 8000 },
])('$codec at $rateHz arrives as one second of 16 kHz, however it is cut', (format) => {
  const { clock, audio, chunks } = setup(format);
  const encode = { pcm16: encodePcm16, pcmu: encodeMulaw, pcma: encodeAlaw }[format.codec];
  const bytes = encode(wave(format.rateHz, format.rateHz));
  for (let at = 0; at < bytes.length; at += 960) {
    clock.advance(20);
    expect(audio.append(bytes.subarray(at, at + 960))).toBeUndefined();
  }
  expect(audio.commit()).toEqual({ type: 'input-commit', endSample: 16_000 });
  expectContiguous(chunks());
  const samples = Float32Array.from(chunks().flatMap((chunk) => [...chunk.samples]));
  expect(samples).toHaveLength(16_000);
  const expected = resample(wave(format.rateHz, format.rateHz), { fromHz: format.rateHz, toHz: 16_000 });
  const worst = samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - expected[i]!)), 0);
  expect(worst).toBeLessThan(0.02);
});

test('chunks follow each other without gap and tell when they arrived', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 30 }), (sizes) => {
      const { clock, audio, chunks } = setup();
      for (const size of sizes) {
        clock.advance(10);
        audio.append(new Uint8Array(size * 2));
      }
      audio.clear();
      expectContiguous(chunks());
      const total = Math.ceil((sizes.reduce((sum, size) => sum + size, 0) * 2) / 3);
      expect(chunks().reduce((sum, chunk) => sum + chunk.samples.length, 0)).toBe(total);
      const times = chunks().map((chunk) => chunk.receivedAtMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
    { examples: [[[4000]]] },
  );
});

test('half a sample is an error, the whole ones before it are kept', () => {
  const { audio, chunks } = setup({ codec: 'pcm16', rateHz: 16_000 });
  expect(audio.append(new Uint8Array(641))).toMatchObject({ code: 'invalid_audio', param: 'audio' });
  expect(audio.append(new Uint8Array(1))).toMatchObject({ code: 'invalid_audio' });
  expect(audio.append(new Uint8Array(640))).toBeUndefined();
  expect(chunks().reduce((sum, chunk) => sum + chunk.samples.length, 0)).toBe(640);
});

test('a commit needs 100 ms that no turn, commit or clear has used', () => {
  const { audio } = setup({ codec: 'pcm16', rateHz: 16_000 });
  const append = (ms: number) => audio.append(new Uint8Array(ms * 32));
  append(99);
  const empty = audio.commit();
  expect(CascadeError.is(empty) && empty.code).toBe('input_audio_buffer_empty');
  append(1);
  expect(audio.commit()).toEqual({ type: 'input-commit', endSample: 1600 });
  append(99);
  expect(CascadeError.is(audio.commit())).toBe(true);
  expect(audio.clear()).toEqual({ type: 'input-clear', endSample: 3184 });
  append(150);
  audio.used(3184 + 1600);
  expect(CascadeError.is(audio.commit())).toBe(true);
});

test('audio may come ahead of real time up to the allowance, which grows back', () => {
  const { clock, audio, chunks } = setup({ codec: 'pcm16', rateHz: 16_000 }, { aheadMs: 1000 });
  const second = new Uint8Array(32_000);
  expect(audio.append(second)).toBeUndefined();
  expect(audio.append(second)).toMatchObject({ code: 'audio_overrun' });
  expect(audio.refusedMs).toBe(1000);
  clock.advance(500);
  expect(audio.append(second)).toBeUndefined();
  expectContiguous(chunks());
  expect(Math.max(...chunks().map((chunk) => chunk.samples.length))).toBeLessThanOrEqual(1600);
});

test('at real time forever, nothing is refused', () => {
  const { clock, audio } = setup({ codec: 'pcm16', rateHz: 16_000 }, { aheadMs: 1000 });
  for (let i = 0; i < 10_000; i++) {
    clock.advance(20);
    expect(audio.append(new Uint8Array(640))).toBeUndefined();
  }
});

test('audio that finds no room leaves no hole in the audio clock', () => {
  let room = true;
  const { audio, chunks } = setup({ codec: 'pcm16', rateHz: 16_000 }, { room: () => room });
  audio.append(new Uint8Array(3200));
  room = false;
  audio.append(new Uint8Array(3200));
  room = true;
  audio.append(new Uint8Array(3200));
  expectContiguous(chunks());
  expect([audio.positionSample, audio.refusedMs]).toEqual([3200, 100]);
});

test('silence follows what was sent, to the last sample', () => {
  const { audio, chunks } = setup();
  audio.append(new Uint8Array(24 * 2 * 25));
  audio.appendSilence(100);
  expectContiguous(chunks());
  expect(audio.positionSample).toBe(16 * 125);
});

test('a change of format keeps what was sent before it', () => {
  const { audio, chunks } = setup({ codec: 'pcm16', rateHz: 48_000 });
  audio.append(new Uint8Array(48 * 2 * 50));
  audio.setFormat({ codec: 'pcma', rateHz: 8000 });
  audio.append(new Uint8Array(8 * 50));
  audio.clear();
  expectContiguous(chunks());
  expect(audio.positionSample).toBe(1600);
});
