import { CascadeError } from '@cascade/contracts';
import type { z } from 'zod';

/** What a request should have been, as the first thing that is wrong with it. `param` is its path. */
export function requestFault({ issues }: z.ZodError): CascadeError {
  const [issue] = issues;
  if (!issue) return new CascadeError('invalid_event', 'The request is not right.');
  if (issue.code === 'unrecognized_keys') {
    const [field = ''] = issue.keys;
    return new CascadeError('invalid_event', `${shortened(field)}: there is no such field.`, {
      param: shortened(field),
    });
  }
  const param = shortened(issue.path.join('.'));
  const code = issue.code === 'invalid_value' || issue.code === 'too_big' ? 'unsupported_value' : 'invalid_event';
  return new CascadeError(code, `${param === '' ? 'body' : param}: ${issue.message}.`, param === '' ? {} : { param });
}

const shortened = (text: string) => text.slice(0, 100);

/** @throws CascadeError `invalid_event` or `unsupported_value` with the field's path in `param` */
export function parseRequest<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw requestFault(parsed.error);
}
