import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryAudioHeaderBytes, decodeBinaryAudio, encodeBinaryAudio } from './binary-audio.ts';

test('a frame comes back as it was, also from the middle of a larger buffer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.uint8Array({ maxLength: 64 }),
      (stream, startSample, audio) => {
        const bytes = encodeBinaryAudio({ stream, startSample, audio });
        const within = new Uint8Array(bytes.length + 3);
        within.set(bytes, 3);
        expect(decodeBinaryAudio(within.subarray(3))).toEqual({ stream, startSample, audio });
      },
    ),
  );
});

test('the header is as documented', () => {
  const bytes = encodeBinaryAudio({ stream: 0x0102, startSample: 0x03040506, audio: Uint8Array.of(9) });
  expect([...bytes]).toEqual([1, 0, 2, 1, 6, 5, 4, 3, 9]);
  expect(binaryAudioHeaderBytes).toBe(8);
});

test('what is too short or of another version is no frame', () => {
  expect(decodeBinaryAudio(new Uint8Array(7))).toBeUndefined();
  expect(decodeBinaryAudio(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 1))).toBeUndefined();
});
