import type { z } from 'zod';
import { CascadeError } from '../errors.ts';
import { type ClientEvent, type ClientEventType, clientEventSchemas, clientEventTypes } from './client-events.ts';

export type ParsedClientEvent =
  | { readonly ok: true; readonly event: ClientEvent }
  /** `eventId` is the client's own id of the event at fault, when it had one. */
  | { readonly ok: false; readonly error: CascadeError; readonly eventId: string | undefined };

/** Deeper nesting has no use in any event, and would overflow the stack of whoever walks it later. */
const maxDepth = 48;

/**
 * Reads one text frame of a client. Never throws: `invalid_json` for what is no JSON, `unknown_event` for a `type`
 * that no event has, `invalid_event` for a wrong field and `unsupported_value` for a value that is none of the allowed
 * ones, the last two with the field's dotted path in `param`.
 *
 * @param translate turns what a client of another dialect wrote into an event of this one, before it is checked
 */
export function parseClientEvent(text: string, translate?: (event: object) => object): ParsedClientEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('invalid_json', 'The message is not JSON.', undefined);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('invalid_event', 'The message is not a JSON object.', undefined);
  }
  if (translate) value = translate(value);
  const { type, event_id } = value as { type?: unknown; event_id?: unknown };
  const eventId = typeof event_id === 'string' ? event_id : undefined;
  if (typeof type !== 'string') return refuse('invalid_event', 'The event has no type.', eventId, 'type');
  if (!Object.hasOwn(clientEventSchemas, type)) {
    const known = clientEventTypes.join(', ');
    return refuse('unknown_event', `No client event has this type. There are: ${known}.`, eventId, 'type');
  }
  if (isDeeperThan(value, maxDepth)) {
    return refuse('invalid_event', `The event is nested deeper than ${maxDepth} levels.`, eventId);
  }
  const schema = clientEventSchemas[type as ClientEventType];
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, event: parsed.data };
  const problem = problemOf(parsed.error, value);
  return refuse(problem.code, problem.message, eventId, problem.param);
}

/** The first issue of a zod error as our code, a safe sentence and a dotted path. */
export function problemOf(
  error: z.ZodError,
  value: unknown,
): { code: 'invalid_event' | 'unsupported_value'; message: string; param: string } {
  const issue = innermost(error.issues[0] as z.core.$ZodIssue, []);
  const param = issue.path.map(String).join('.');
  const found = valueAt(value, issue.path);
  const known =
    (issue.code === 'invalid_value' && issue.values.some((allowed) => typeof allowed === typeof found)) ||
    (issue.code === 'invalid_union' && typeof found === 'string');
  const options = issue.code === 'invalid_union' && 'options' in issue ? (issue.options as unknown[]) : [];
  const hint =
    options.length > 0 ? `: expected one of ${options.map((option) => JSON.stringify(option)).join('|')}` : '';
  return {
    code: known ? 'unsupported_value' : 'invalid_event',
    message: `${param === '' ? 'The event' : param}: ${issue.message}${hint}`.slice(0, 500),
    param,
  };
}

/** A plain union reports the failures of each branch: the branch that got furthest names the field best. */
function innermost(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): z.core.$ZodIssue {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { ...issue, path };
  const branches = issue.errors.flatMap((branch) => (branch[0] ? [innermost(branch[0], path)] : []));
  const deepest = branches.reduce<z.core.$ZodIssue | undefined>(
    (best, branch) => (branch.path.length > (best?.path.length ?? path.length) ? branch : best),
    undefined,
  );
  const values = branches.find((branch) => branch.code === 'invalid_value');
  return deepest ?? values ?? { ...issue, path };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function isDeeperThan(root: unknown, limit: number): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}

function refuse(
  code: 'invalid_json' | 'invalid_event' | 'unknown_event' | 'unsupported_value',
  message: string,
  eventId: string | undefined,
  param?: string,
): ParsedClientEvent {
  const error = new CascadeError(code, message, { stage: 'gateway', ...(param === undefined ? {} : { param }) });
  return { ok: false, error, eventId };
}
