import { z } from 'zod';
import { entryIdSchema, entryStatuses, registryEntrySchema, sha256Schema } from './entry-schema.ts';

/** A file of measurements, by name and content. */
export const evalReferenceSchema = z.strictObject({
  suite: z.string().min(1),
  /** Where it lay, relative to the repository where it is in it. */
  file: z.string().min(1),
  sha256: sha256Schema,
});
export type EvalReference = z.infer<typeof evalReferenceSchema>;

const commonFields = {
  entryId: entryIdSchema,
  /** Counts an entry's events from 1: two writers that both saw the same state cannot both be right. */
  sequence: z.int().positive(),
  /** Epoch milliseconds. */
  atMs: z.number().nonnegative(),
  by: z.string().trim().min(1),
  why: z.string().trim().min(1),
};

/** What happens to an entry after it was declared. Never changed, never deleted. */
export const registryEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('added'), ...commonFields, entry: registryEntrySchema }),
  z.strictObject({
    type: z.literal('status'),
    ...commonFields,
    from: z.enum(entryStatuses),
    to: z.enum(entryStatuses),
  }),
  z.strictObject({ type: z.literal('evaluated'), ...commonFields, results: evalReferenceSchema }),
]);
export type RegistryEvent = z.infer<typeof registryEventSchema>;
