import {
  CascadeError,
  type FaultRequest,
  type FaultSwitch,
  faultRequestSchema,
  faultSwitchSchema,
} from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Access } from '../edge/access.ts';
import { describeRoute, errorResponses } from './route-description.ts';

/** The fault switches, as their routes need them. */
export interface FaultControl {
  list(): readonly FaultSwitch[];
  add(request: FaultRequest): FaultSwitch;
  /** False when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
}

const listSchema = z.object({ data: z.array(faultSwitchSchema) }).describe('Those in force, oldest first.');
const gone = z.null().describe('Off.');
const refusals = errorResponses(401, 403, 429);
const path = '/v1/faults';

/** `/v1/faults`: stages are broken on purpose, for drills. Only for keys with the scope `debug`; every change is logged. */
export async function faultRoutes(
  app: FastifyInstance,
  { faults, access }: { readonly faults: FaultControl; readonly access: Access },
): Promise<void> {
  const tags = ['operation'] as const;
  app.get(
    path,
    { schema: describeRoute({ summary: 'Fault switches in force', tags, response: { 200: listSchema, ...refusals } }) },
    async (request) => {
      access.authorize(request.raw, 'debug');
      return { data: faults.list() };
    },
  );
  app.post(
    path,
    {
      schema: describeRoute({
        summary: 'Break a stage, for a drill',
        description: 'For some sessions and for a limited time. Turns that it touches say so in their records.',
        tags,
        body: faultRequestSchema,
        response: { 201: faultSwitchSchema.describe('On.'), ...errorResponses(400, 401, 403, 429) },
      }),
    },
    async (request, reply) => {
      const identity = access.authorize(request.raw, 'debug');
      const fault = faults.add(parsed(request.body));
      access.log.record('faults_switched', {
        key_id: identity.keyId,
        on: fault.id,
        stage: fault.stage,
        kind: fault.kind,
      });
      return reply.code(201).send(fault);
    },
  );
  app.delete(
    `${path}/:id`,
    {
      schema: describeRoute({
        summary: 'Switch a fault off',
        tags,
        params: z.object({ id: z.string().describe('Of the switch.') }),
        response: { 204: gone, ...errorResponses(401, 403, 404, 429) },
      }),
    },
    async (request, reply) => {
      const identity = access.authorize(request.raw, 'debug');
      const { id } = request.params as { id: string };
      if (!faults.remove(id))
        throw new CascadeError('not_found', `There is no fault switch ${id}: it may have gone off by itself.`);
      access.log.record('faults_switched', { key_id: identity.keyId, off: id });
      return reply.code(204).send();
    },
  );
  app.delete(
    path,
    { schema: describeRoute({ summary: 'Switch all faults off', tags, response: { 204: gone, ...refusals } }) },
    async (request, reply) => {
      const identity = access.authorize(request.raw, 'debug');
      faults.clear();
      access.log.record('faults_switched', { key_id: identity.keyId, off: 'all' });
      return reply.code(204).send();
    },
  );
}

/** @throws CascadeError `invalid_event` with the field in `param` */
function parsed(body: unknown): FaultRequest {
  const request = faultRequestSchema.safeParse(body ?? {});
  if (request.success) return request.data;
  const issue = request.error.issues[0]!;
  const param = issue.path.join('.');
  throw new CascadeError('invalid_event', `${param || 'The body'}: ${issue.message}`, { param });
}
