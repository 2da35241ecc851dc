import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TextLine, textLines } from './text-lines.ts';

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, size = 1024, maxLineBytes?: number): Promise<TextLine[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const lines: TextLine[] = [];
  for await (const line of textLines(inPieces(bytes, size), maxLineBytes)) lines.push(line);
  return lines;
}

describe('textLines', () => {
  it('takes LF and CRLF, with and without a last line end, and counts blank lines', async () => {
    const expected = [
      { line: 1, text: 'a' },
      { line: 2, text: '' },
      { line: 3, text: 'b' },
    ];
    expect(await read('a\n\nb')).toEqual(expected);
    expect(await read('a\r\n\r\nb\r\n')).toEqual(expected);
    expect(await read('')).toEqual([]);
  });

  it('leaves a byte order mark out, also that of a joined second file', async () => {
    expect(await read('\uFEFFa\n\uFEFFb')).toEqual([
      { line: 1, text: 'a' },
      { line: 2, text: 'b' },
    ]);
  });

  it('skips a line that is too long and goes on with the next', async () => {
    expect(await read('aa\nbbbb\ncc\n', 3, 3)).toEqual([
      { line: 1, text: 'aa' },
      { line: 2, tooLongBytes: 4 },
      { line: 3, text: 'cc' },
    ]);
  });

  it('reports bytes that are not UTF-8', async () => {
    expect(await read(new Uint8Array([0x61, 0x0a, 0xff, 0x0a]))).toEqual([
      { line: 1, text: 'a' },
      { line: 2, invalidUtf8: true },
    ]);
  });

  it('gives the same lines however the bytes are cut', async () => {
    const text = fc.array(
      fc.string({ unit: 'binary', maxLength: 12 }).map((line) => line.replace(/[\r\n\uFEFF]/g, '')),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const texts = (await read(lines.map((line) => `${line}\n`).join(''), size)).map(
          (line) => 'text' in line && line.text,
        );
        expect(texts).toEqual(lines.map((line) => line.toWellFormed()));
      }),
      { numRuns: 50 },
    );
  });
});
