import { counted } from './number-words.ts';

const unitMs: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const unitPattern = '(seconds?|secs?|sec|minutes?|mins?|min|minuets?|hours?|hrs?|hr|days?)';

function unitOf(word: string): number {
  if (word.startsWith('s')) return unitMs.second as number;
  if (word.startsWith('m')) return unitMs.minute as number;
  return (word.startsWith('h') ? unitMs.hour : unitMs.day) as number;
}

/** Spoken amounts that are no plain number: each becomes "<number> <unit>". */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\b(\\d+|an?) (?:more|extra|additional|other) ${unitPattern}\\b`, 'g'), '$1 $2'],
  [new RegExp(`\\bhalf (?:an?|of an?) ${unitPattern}\\b`, 'g'), '0.5 $1'],
  [new RegExp(`\\bhalf ${unitPattern}\\b`, 'g'), '0.5 $1'],
  [new RegExp(`\\b(?:a )?(?:quarter|0.25) (?:of )?(?:an? )?${unitPattern}\\b`, 'g'), '0.25 $1'],
  [new RegExp(`\\b(0\\.\\d+) of an? ${unitPattern}\\b`, 'g'), '$1 $2'],
  [new RegExp(`\\b(?:an?|1) ${unitPattern} and a half\\b`, 'g'), '1.5 $1'],
  [new RegExp(`\\b(\\d+) ${unitPattern} and a half\\b`, 'g'), '$1.5 $2'],
  [new RegExp(`\\b(?:an?|1) ${unitPattern} and a quarter\\b`, 'g'), '1.25 $1'],
  [new RegExp(`\\b(?:a )?couple (?:of )?${unitPattern}\\b`, 'g'), '2 $1'],
  // Heard for "two minutes" and "four minutes".
  [new RegExp(`\\b(?:to|too) ${unitPattern}\\b`, 'g'), '2 $1'],
  [new RegExp(`\\b(?:four|fore) ${unitPattern}\\b`, 'g'), '4 $1'],
  [new RegExp(`\\ban? ${unitPattern}\\b`, 'g'), '1 $1'],
  // "for 10 minutes" heard as "four 10 minutes".
  [new RegExp(`\\b4 (\\d+(?:\\.\\d+)?) ${unitPattern}\\b`, 'g'), 'for $1 $2'],
];

export interface FoundDuration {
  readonly durationMs: number;
  /** The text without it. */
  readonly rest: string;
}

/** The first duration of a normalized text: "1 hour and 30 minutes", "half an hour", "2.5 minutes". */
export function findDuration(text: string): FoundDuration | undefined {
  for (const [pattern, replacement] of rewrites) text = text.replace(pattern, replacement);
  const amount = `(\\d+(?:\\.\\d+)?) ${unitPattern}\\b`;
  const found = new RegExp(`\\b${amount}(?:(?: and)? ${amount})?(?:(?: and)? ${amount})?`).exec(text);
  if (!found) return undefined;
  let durationMs = 0;
  for (let group = 1; group < found.length; group += 2) {
    const [count, unit] = [found[group], found[group + 1]];
    if (count !== undefined && unit !== undefined) durationMs += Number(count) * unitOf(unit);
  }
  // "5 minutes 30" means thirty of the next smaller unit.
  let end = found.index + found[0].length;
  const tail = /^ (\d{1,2})(?= |$)(?! [ap]m)/.exec(text.slice(end));
  if (tail && found[3] === undefined && unitOf(found[2] as string) > 1_000) {
    durationMs += (Number(tail[1]) * unitOf(found[2] as string)) / 60;
    end += tail[0].length;
  }
  const rest = `${text.slice(0, found.index)} ${text.slice(end)}`.replace(/\s+/g, ' ').trim();
  return { durationMs: Math.round(durationMs), rest };
}

/** "one hour and thirty minutes"; whole seconds, at least one of them. */
export function durationInWords(durationMs: number): string {
  let seconds = Math.max(1, Math.round(durationMs / 1000));
  const parts: string[] = [];
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    if (count > 0) parts.push(counted(count, unit));
    seconds -= count * size;
  }
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** For "your … timer": "ten minute", "one and a half hour" is said as "ninety minute". */
export function durationAsAdjective(durationMs: number): string {
  return durationInWords(durationMs).replace(/s\b/g, '');
}
