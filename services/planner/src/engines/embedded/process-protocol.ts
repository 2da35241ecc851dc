/** Messages between the planner and the process of the embedded model, over the channel that `fork` gives. */
import { z } from 'zod';

export const startMessageSchema = z.object({
  type: z.literal('start'),
  modelPath: z.string(),
  modelId: z.string(),
  key: z.string().min(16),
  threads: z.number().int().positive(),
  sequences: z.number().int().positive(),
  contextTokens: z.number().int().positive(),
});
export type StartMessage = z.infer<typeof startMessageSchema>;

/** From the planner. */
export const toProcessSchema = z.discriminatedUnion('type', [
  startMessageSchema,
  z.object({ type: z.literal('stop') }),
]);
export type ToProcess = z.infer<typeof toProcessSchema>;

/** From the process. */
export const fromProcessSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), port: z.number().int() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warn']), message: z.string() }),
]);
export type FromProcess = z.infer<typeof fromProcessSchema>;
