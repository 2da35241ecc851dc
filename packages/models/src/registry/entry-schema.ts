import { z } from 'zod';

/** What an entry is an instance of; the first five have one live bundle each. */
export const entryKinds = [
  'asr',
  'tts',
  'planner',
  'end-of-turn',
  'vad',
  'prompt',
  'voice',
  'settings',
  'normalizer',
  'embeddings',
  'fixture',
] as const;
export type EntryKind = (typeof entryKinds)[number];

export const entryStatuses = ['candidate', 'shadow', 'canary', 'live', 'retired'] as const;
export type EntryStatus = (typeof entryStatuses)[number];

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in 64 hexadecimal digits');

/** `name@version`, bundles with their kind before it: `moonshine-tiny-en@0.1.0`, `asr/moonshine-two-cuts@1`. */
export const entryIdSchema = z
  .string()
  .regex(/^(?:[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*@[\w.+-]+$/, 'expected name@version or kind/name@version');

const noteSchema = z.strictObject({
  by: z.string().trim().min(1, 'expected a name'),
  why: z.string().trim().min(1, 'expected a reason'),
  /** Day of the decision. */
  on: z.iso.date(),
});

/** An artifact is a thing (files, a prompt's text, rules); a bundle is a way to run a stage: artifacts and settings. */
export const registryEntrySchema = z
  .strictObject({
    id: entryIdSchema,
    kind: z.enum(entryKinds),
    role: z.enum(['artifact', 'bundle']),
    description: z.string().min(1),
    /** SPDX expression. */
    licence: z.string().min(1),
    /** Who made it. */
    origin: z.string().min(1),
    /** Content by name: files of a model, the text of a prompt. */
    hashes: z.record(z.string().min(1), sha256Schema).default({}),
    /** Ids of the artifacts that a bundle runs. */
    artifacts: z.array(entryIdSchema).default([]),
    /** Configuration variables, as the environment would give them: what is not named keeps its default. */
    settings: z.record(z.string().regex(/^CASCADE_[A-Z0-9_]+$/), z.string()).default({}),
    /** What it was made from, and what is different. */
    lineage: z.strictObject({ parent: entryIdSchema, changed: z.string().min(1) }).optional(),
    /** Names that records and metrics give it besides its id. */
    runsAs: z.array(z.string().min(1)).default([]),
    /** Where its history begins. */
    initial: z.strictObject({ status: z.enum(entryStatuses), ...noteSchema.shape }),
  })
  .superRefine((entry, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (entry.role === 'bundle' && entry.artifacts.length === 0) wrong('artifacts', 'a bundle names what it runs');
    if (entry.role === 'bundle' && !entry.id.startsWith(`${entry.kind}/`)) {
      wrong('id', `a bundle of this kind is called ${entry.kind}/…`);
    }
    if (entry.role === 'artifact' && entry.artifacts.length > 0) wrong('artifacts', 'an artifact runs no other');
    if (entry.role === 'artifact' && Object.keys(entry.settings).length > 0) {
      wrong('settings', 'settings belong to a bundle');
    }
  });

export type RegistryEntry = z.infer<typeof registryEntrySchema>;
/** As it is written down: what has a default may be left out. */
export type DeclaredEntry = z.input<typeof registryEntrySchema>;

/** What is after the last `@`. */
export const versionOf = ({ id }: Pick<RegistryEntry, 'id'>): string => id.slice(id.lastIndexOf('@') + 1);
