import { z } from 'zod';

/** One entry of the model registry with what has become of it, as `GET /v1/registry` tells it. */
export const registryEntryViewSchema = z.object({
  id: z.string().describe('`name@version`; bundles are called by their kind: `asr/name@1`.'),
  kind: z.string().describe('What it is for: asr, tts, planner, end-of-turn, vad, voice, prompt, settings …'),
  role: z.enum(['artifact', 'bundle']).describe('A file, text or rule; or what runs a stage: artifacts and settings.'),
  description: z.string(),
  licence: z.string(),
  origin: z.string().describe('Who made it.'),
  status: z.enum(['candidate', 'shadow', 'canary', 'live', 'retired']),
  runs_here: z.boolean().describe('This service runs it now.'),
  lineage: z
    .object({ parent: z.string(), changed: z.string() })
    .nullable()
    .describe('What it came from, and what was changed.'),
  artifacts: z.array(z.string()).describe('Of a bundle: ids of what it runs.'),
  settings: z
    .record(z.string(), z.string())
    .describe('Of a bundle: configuration variables that differ from their defaults.'),
  hashes: z.record(z.string(), z.string()).describe('SHA-256 of its files or texts, by name.'),
  evals: z
    .array(z.object({ suite: z.string(), file: z.string(), sha256: z.string() }))
    .describe('Results that were attached to it.'),
  history: z
    .array(
      z.object({
        at: z.string().describe('ISO 8601.'),
        from: z.string().nullable().describe('Null for its declaration.'),
        to: z.string(),
        by: z.string(),
        why: z.string(),
      }),
    )
    .describe('Changes of status, oldest first.'),
});
export type RegistryEntryView = z.infer<typeof registryEntryViewSchema>;
