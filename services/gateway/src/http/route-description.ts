import { STATUS_CODES } from 'node:http';
import type { FastifySchema } from 'fastify';
import { errorSchema } from './wire-schemas.ts';

/** What a route says of itself in the OpenAPI document; the schemas are zod's. */
export interface RouteDescription extends FastifySchema {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly ('speech' | 'realtime' | 'about' | 'operation' | 'console')[];
  /** Content types of the body. JSON when absent. */
  readonly consumes?: readonly string[];
  /** Routes that anyone may use. */
  readonly open?: boolean;
}

export function describeRoute({ open = false, ...schema }: RouteDescription): FastifySchema {
  return { ...schema, ...(open ? {} : { security: [{ bearer: [] }] }) } as FastifySchema;
}

/** The same body for every refusal; the code of the error table tells them apart. */
export const errorResponses = (...statuses: number[]): Record<number, object> =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: STATUS_CODES[status] ?? 'Error', content: { 'application/json': { schema: errorSchema } } },
    ]),
  );
