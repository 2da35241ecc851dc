import { type RegistryEntryView, registryEntryViewSchema } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Access } from '../edge/access.ts';
import { describeRoute, errorResponses } from './route-description.ts';

/** The model registry, as its route needs it. */
export interface RegistryView {
  /** @throws CascadeError `store_failed` when its history cannot be read */
  entries(): Promise<readonly RegistryEntryView[]>;
}

const listSchema = z.object({ data: z.array(registryEntryViewSchema) }).describe('In the order of their declaration.');

/** `GET /v1/registry`: read only; changes are made by `pnpm registry`, where somebody answers for them by name. */
export async function registryRoute(
  app: FastifyInstance,
  { registry, access }: { readonly registry: RegistryView; readonly access: Access },
): Promise<void> {
  app.get(
    '/v1/registry',
    {
      schema: describeRoute({
        summary: 'The model registry',
        description:
          'Every artifact, prompt, voice and bundle of settings with its status, lineage and history. Scope `records`.',
        tags: ['operation'],
        response: { 200: listSchema, ...errorResponses(401, 403, 429, 503) },
      }),
    },
    async (request) => {
      access.authorize(request.raw, 'records');
      return { data: await registry.entries() };
    },
  );
}
