/** One key that an object names twice. */
export interface DuplicateKey {
  readonly path: readonly (string | number)[];
}

interface OpenContainer {
  /** Keys seen so far; undefined in an array. */
  readonly keys: Set<string> | undefined;
  /** The key or index that the next value belongs to. */
  position: string | number;
}

/**
 * Keys that occur more than once in one object. `JSON.parse` keeps the last of them in silence, so that a slow stage
 * could hide behind a fast namesake.
 *
 * @param text JSON that `JSON.parse` has accepted
 */
export function findDuplicateKeys(text: string): DuplicateKey[] {
  const duplicates: DuplicateKey[] = [];
  const open: OpenContainer[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    const container = open.at(-1);
    switch (text[at]) {
      case '{':
        open.push({ keys: new Set(), position: '' });
        expectsKey = true;
        break;
      case '[':
        open.push({ keys: undefined, position: 0 });
        expectsKey = false;
        break;
      case '}':
      case ']':
        open.pop();
        expectsKey = false;
        break;
      case ',':
        if (container && typeof container.position === 'number') container.position++;
        expectsKey = container?.keys !== undefined;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (expectsKey && container?.keys) {
          const key: string = JSON.parse(text.slice(at, end));
          container.position = key;
          if (container.keys.has(key)) duplicates.push({ path: open.map(({ position }) => position) });
          container.keys.add(key);
          expectsKey = false;
        }
        at = end - 1;
        break;
      }
    }
  }
  return duplicates;
}

/** One past the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
