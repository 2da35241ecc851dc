import { dataContract, dataContractSchema } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { HttpJobs } from './http-jobs.ts';
import { describeRoute, errorResponses } from './route-description.ts';

const modelsSchema = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string().describe('Registry id: name@version.'),
      object: z.literal('model'),
      created: z.number().int().describe('Unix time in seconds at which this service began to run it.'),
      owned_by: z.literal('cascade'),
      cascade: z.object({ stage: z.string().describe('The stage, or `stage.part`, that it runs in.') }),
    }),
  ),
});

const voicesSchema = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string(),
      object: z.literal('voice'),
      language: z.string(),
      slowest: z.number(),
      fastest: z.number(),
    }),
  ),
});

/** What runs here and what it does with what it is told. A fastify plugin. */
export async function aboutRoutes(app: FastifyInstance, jobs: HttpJobs): Promise<void> {
  const created = Math.floor(Date.now() / 1000);
  const refusals = errorResponses(401, 403, 429, 503);
  app.get(
    '/v1/models',
    {
      onRequest: jobs.authorize,
      schema: describeRoute({
        summary: 'What runs, with versions',
        description: 'One entry for each model, prompt and rule set of the stages, as turn records name them.',
        tags: ['about'],
        response: { 200: modelsSchema.describe('In the order that data takes.'), ...refusals },
      }),
    },
    async () => ({
      object: 'list',
      data: Object.entries(jobs.speechApi().versions).map(([stage, id]) => ({
        id,
        object: 'model',
        created,
        owned_by: 'cascade',
        cascade: { stage },
      })),
    }),
  );
  app.get(
    '/v1/voices',
    {
      onRequest: jobs.authorize,
      schema: describeRoute({
        summary: 'The voices, and the paces they speak at',
        tags: ['about'],
        response: { 200: voicesSchema.describe('The first one speaks where no other is asked for.'), ...refusals },
      }),
    },
    async () => ({
      object: 'list',
      data: jobs.speechApi().voices.map((voice) => ({ ...voice, object: 'voice' })),
    }),
  );
  app.get(
    '/v1/data-contract',
    {
      schema: describeRoute({
        summary: 'The data contract',
        description: 'Formats, metadata, consent, retention and redaction, as the service keeps to them.',
        tags: ['about'],
        open: true,
        response: { 200: dataContractSchema.describe('The contract.'), ...errorResponses(429) },
      }),
    },
    async () => dataContract,
  );
}
