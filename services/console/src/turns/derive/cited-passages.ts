import type { TurnRecord } from '@cascade/contracts';

/** A passage that a spoken answer rests on. */
export interface CitedPassage {
  readonly id: string;
  readonly title: string;
  /** Path within the knowledge base, or its address. */
  readonly source: string;
  readonly text: string;
  /** What of it was spoken, word for word. */
  readonly quotes: readonly string[];
}

/** Of all answers from documents in a turn; none where the client may not see them. */
export function citedPassages({ tool_calls }: Pick<TurnRecord, 'tool_calls'>): readonly CitedPassage[] {
  return tool_calls.flatMap(({ name, output }) => (name === 'knowledge_search' && output ? passagesOf(output) : []));
}

function passagesOf(output: string): CitedPassage[] {
  let data: unknown;
  try {
    data = (JSON.parse(output) as { data?: unknown }).data;
  } catch {
    return [];
  }
  const { sources, claims } = (data ?? {}) as { sources?: unknown; claims?: unknown };
  const quotesOf = (id: string) =>
    recordsIn(claims).flatMap(({ chunkId, quote }) => (chunkId === id && typeof quote === 'string' ? [quote] : []));
  return recordsIn(sources).flatMap(({ chunkId, title, source, text }) =>
    typeof chunkId === 'string' && typeof title === 'string' && typeof source === 'string' && typeof text === 'string'
      ? [{ id: chunkId, title, source, text, quotes: quotesOf(chunkId) }]
      : [],
  );
}

const recordsIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];

export interface TextPart {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A text cut where its quotes begin and end, in its order. Quotes that are not in it are left out. */
export function markQuotes(text: string, quotes: readonly string[]): readonly TextPart[] {
  const found = quotes
    .map((quote) => ({ start: quote === '' ? -1 : text.indexOf(quote), end: text.indexOf(quote) + quote.length }))
    .filter(({ start }) => start >= 0)
    .sort((left, right) => left.start - right.start);
  const parts: TextPart[] = [];
  let at = 0;
  for (const { start, end } of found) {
    if (start < at) continue;
    parts.push({ text: text.slice(at, start), isQuoted: false }, { text: text.slice(start, end), isQuoted: true });
    at = end;
  }
  parts.push({ text: text.slice(at), isQuoted: false });
  return parts.filter((part) => part.text !== '');
}
