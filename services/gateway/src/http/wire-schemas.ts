/** Schemas that several routes are described with. */
import { errorTable } from '@cascade/contracts';
import { z } from 'zod';

export const text = z.string();
/** Bytes, as OpenAPI 3.1 tells of them. */
export const bytes = z.file();

export const errorSchema = z
  .object({
    error: z.object({
      type: z.string().describe('`invalid_request_error`: mend the request; `server_error`: ours.'),
      code: z.enum(Object.keys(errorTable) as (keyof typeof errorTable)[]),
      message: z.string(),
      param: z.string().nullable().describe('The field at fault.'),
      event_id: z.string().nullable(),
    }),
  })
  .meta({ id: 'Error', description: 'Every refusal.' });
