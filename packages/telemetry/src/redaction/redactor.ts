import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { type DetectorName, detectorNames, detectors } from './detectors.ts';
import type { Stretch } from './stretch.ts';

export interface RedactorOptions {
  /** What is looked for; everything by default. */
  readonly detect?: readonly DetectorName[];
  /** Patterns of the operator's own, each replaced by `[name]`. */
  readonly patterns?: Readonly<Record<string, RegExp>>;
  /** Keys whose values are dropped whole, wherever they stand. */
  readonly keys?: readonly string[];
}

export interface Redactor {
  /** The text with every finding replaced by its kind: `call [phone]`. The same text when there is none. */
  text(text: string): string;
  /** The same for every string within a value, keys included; what is under a key of `keys` becomes `[redacted]`. */
  value<Value>(value: Value): Value;
  /** The same for everything in a record that people or models wrote; ids, versions and times stay. */
  record(record: TurnRecord): TurnRecord;
}

interface Finding extends Stretch {
  readonly kind: string;
}

/** Keys that hold secrets by their name. */
export const secretKeys: readonly string[] = [
  'password',
  'authorization',
  'api_key',
  'apiKey',
  'token',
  'secret',
  'cookie',
];

/**
 * Removes what identifies people or opens doors from texts, before they are kept or shown. One for every sink: store, logs,
 * traces, events for operators. Deterministic, and idempotent: what it has made, it leaves alone.
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { detect = detectorNames, patterns = {}, keys = secretKeys } = options;
  const dropped = new Set(keys.map((key) => key.toLowerCase()));

  const findings = (text: string): Finding[] => [
    ...detect.flatMap((kind) => detectors[kind](text).map((stretch) => ({ ...stretch, kind }))),
    ...Object.entries(patterns).flatMap(([kind, pattern]) => matchesOf(text, pattern).map((one) => ({ ...one, kind }))),
  ];
  const text = (input: string): string => (input.length < 3 ? input : replace(input, findings(input)));
  const value = <Value>(input: Value): Value => redactWithin(input, text, dropped) as Value;

  return {
    text,
    value,
    record: (record) => ({
      ...record,
      final_transcript: text(record.final_transcript),
      reply_text: text(record.reply_text),
      heard_text: beginningOf(record.reply_text, text)(record.heard_text),
      partials: redactPartials(record, text),
      tool_calls: record.tool_calls.map((call) => ({
        ...call,
        arguments: jsonText(call.arguments, text, value),
        output: call.output === null ? null : jsonText(call.output, text, value),
      })),
      decisions: record.decisions.map((decision) => ({ ...decision, reason: text(decision.reason) })),
      spans: record.spans.map((span) => redactSpan(span, value)),
      device: value(record.device),
      ...(record.feedback && {
        feedback: record.feedback.map((given) => ({
          ...given,
          correction: given.correction === null ? null : text(given.correction),
        })),
      }),
    }),
  };
}

type TextRedactor = (input: string) => string;

/** Half an address is no address to a detector, but tells as much: where the whole had a finding, beginnings of it go. */
const beginningOf =
  (whole: string, text: TextRedactor): TextRedactor =>
  (beginning) =>
    beginning === '' || beginning === whole || text(whole) === whole ? text(beginning) : '[redacted]';

function redactPartials({ final_transcript, partials }: TurnRecord, text: TextRedactor): TurnRecord['partials'] {
  // A hypothesis may have had what the final transcript has not.
  const said = [final_transcript, ...partials.map((one) => one.text)];
  const found = said.find((one) => text(one) !== one);
  const redact = found === undefined ? text : beginningOf(found, text);
  return partials.map((one) => ({ ...one, text: redact(one.text), stable_text: redact(one.stable_text) }));
}

/** The span's own id is the service's: hexadecimal digits that look like a number of somebody's. */
function redactSpan(span: RecordSpan, value: <Value>(input: Value) => Value): RecordSpan {
  if (!span.attributes) return span;
  const { span_id, ...others } = span.attributes;
  return { ...span, attributes: { ...value(others), ...(span_id !== undefined && { span_id }) } };
}

/** JSON stays JSON: a finding may span what separates two values, and secrets are known by their keys. */
function jsonText(json: string, text: (input: string) => string, value: (input: unknown) => unknown): string {
  try {
    return JSON.stringify(value(JSON.parse(json)));
  } catch {
    return text(json);
  }
}

const matchesOf = (text: string, pattern: RegExp): Stretch[] => {
  const flags = pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`;
  return Array.from(text.matchAll(new RegExp(pattern.source, flags)), ({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  })).filter(({ start, end }) => end > start);
};

/** Findings that touch each other become one, named after the longest. */
function replace(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text;
  const merged: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (!last || finding.start >= last.end) {
      merged.push(finding);
      continue;
    }
    const kind = finding.end - finding.start > last.end - last.start ? finding.kind : last.kind;
    merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, finding.end), kind };
  }
  let result = '';
  let from = 0;
  for (const { start, end, kind } of merged) {
    result += `${text.slice(from, start)}[${kind}]`;
    from = end;
  }
  return result + text.slice(from);
}

function redactWithin(input: unknown, text: (input: string) => string, dropped: ReadonlySet<string>): unknown {
  if (typeof input === 'string') return text(input);
  if (Array.isArray(input)) return input.map((one) => redactWithin(one, text, dropped));
  if (typeof input !== 'object' || input === null) return input;
  if (input instanceof Error) return redactError(input, text, dropped);
  return Object.fromEntries(
    Object.entries(input).map(([key, one]) => [
      text(key),
      dropped.has(key.toLowerCase()) ? '[redacted]' : redactWithin(one, text, dropped),
    ]),
  );
}

/** As an object that JSON shows: an error's own fields are not enumerable. */
function redactError(error: Error, text: (input: string) => string, dropped: ReadonlySet<string>): object {
  const { name, message, stack, cause } = error;
  const rest = redactWithin({ ...error }, text, dropped) as object;
  return {
    ...rest,
    name,
    message: text(message),
    ...(stack === undefined ? {} : { stack: text(stack) }),
    ...(cause === undefined ? {} : { cause: redactWithin(cause, text, dropped) }),
  };
}
