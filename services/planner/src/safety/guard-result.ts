import { asData, type GuardedData } from './data-guard.ts';

/**
 * What a tool returned, as data: every text in it is guarded, names of fields as well. JSON stays JSON.
 *
 * @param output JSON or any text
 */
export function resultAsData(output: string): GuardedData {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return asData(output);
  }
  const removed = { invisible: 0, markers: 0, instructions: 0 };
  const guarded = (text: string): string => {
    const data = asData(text);
    for (const kind of ['invisible', 'markers', 'instructions'] as const) removed[kind] += data.removed[kind];
    return data.text;
  };
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return guarded(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    const fields = Object.entries(part).map(([key, field]) => [guarded(key), walk(field)] as const);
    // A name that was nothing but an instruction takes its field along.
    return Object.fromEntries(fields.filter(([key], index) => key !== '' || Object.keys(part)[index] === ''));
  };
  return { text: JSON.stringify(walk(value)), removed };
}

/** For the record: only what was taken out. */
export function removedAttributes(removed: GuardedData['removed']): Record<string, number> {
  const found = Object.entries(removed).filter(([, count]) => count > 0);
  return Object.fromEntries(found.map(([kind, count]) => [`removed_${kind}`, count]));
}
