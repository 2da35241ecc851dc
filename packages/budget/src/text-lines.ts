/** One line of a file, or why it could not be read. */
export type TextLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly tooLongBytes: number }
  | { readonly line: number; readonly invalidUtf8: true };

/** Far beyond any turn record; keeps a file without line ends from filling the memory. */
const defaultMaxLineBytes = 64 * 1024 * 1024;

/**
 * Splits bytes into lines as they come: LF or CRLF, with or without one at the end, and a byte order mark (also where
 * files were joined) left out. A line longer than `maxLineBytes` is skipped and reported.
 */
export async function* textLines(
  bytes: AsyncIterable<Uint8Array>,
  maxLineBytes = defaultMaxLineBytes,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pieces: Uint8Array[] = [];
  let length = 0;
  let line = 1;

  const finish = (): TextLine => {
    const read = { line: line++ };
    const [whole, size] = [pieces, length];
    pieces = [];
    length = 0;
    if (size > maxLineBytes) return { ...read, tooLongBytes: size };
    try {
      const text = decoder.decode(whole.length === 1 ? whole[0] : Buffer.concat(whole, size));
      return { ...read, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    } catch {
      return { ...read, invalidUtf8: true };
    }
  };

  for await (const chunk of bytes) {
    let from = 0;
    while (from < chunk.length) {
      const newline = chunk.indexOf(0x0a, from);
      const piece = chunk.subarray(from, newline < 0 ? chunk.length : newline);
      length += piece.length;
      if (length > maxLineBytes) pieces = [];
      else if (piece.length > 0) pieces.push(piece);
      if (newline < 0) break;
      yield finish();
      from = newline + 1;
    }
  }
  if (length > 0) yield finish();
}
