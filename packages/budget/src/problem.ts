import type { z } from 'zod';

/** One thing wrong in one place of a file. */
export interface RecordProblem {
  readonly file: string;
  /** Counts from 1; null when it concerns the whole file. */
  readonly line: number | null;
  /** JSON path within the line, `$` for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** `expected` and `found` at one place of one value; the file and line are added by who read it. */
export type ValueProblem = Pick<RecordProblem, 'path' | 'expected' | 'found'>;

/** `$.stages_ms.planning`, `$.spans[3]`, `$["a key"]`. */
export function jsonPath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === 'number') return `[${part}]`;
    const name = String(part);
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return `$${parts.join('')}`;
}

const longestShown = 60;

/** What stands at a place, short enough for one line. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `the string ${shorten(JSON.stringify(value))}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number too large to hold';
  return `${typeof value === 'number' ? 'the number ' : ''}${String(value)}`;
}

export function shorten(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}

const typeNames: Readonly<Record<string, string>> = {
  number: 'a finite number',
  string: 'a string',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
};

/** A schema's complaints about `value` as places with what was expected and found there. */
export function schemaProblems(error: z.ZodError, value: unknown): ValueProblem[] {
  return error.issues.map((issue) => ({
    path: jsonPath(issue.path),
    expected: describeExpected(issue),
    found: describeFound(valueAt(value, issue.path)),
  }));
}

function describeExpected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      if (issue.origin === 'string') return 'a string that is not empty';
      return `a number ${issue.inclusive ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `a number ${issue.inclusive ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'unrecognized_keys':
      return `no key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_union': {
      const branches = issue.errors.flatMap((branch) => branch.filter((inner) => inner.path.length === 0));
      return branches.length > 0 ? [...new Set(branches.map(describeExpected))].join(' or ') : issue.message;
    }
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at;
}
