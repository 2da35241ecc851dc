import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

it('agrees with the platform, both ways', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(encodeBase64(bytes)).toBe(text);
      expect([...decodeBase64(text)]).toEqual([...bytes]);
    }),
  );
});

it('takes more bytes than a call takes arguments', () => {
  const bytes = new Uint8Array(300_000).fill(7);
  expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
});
