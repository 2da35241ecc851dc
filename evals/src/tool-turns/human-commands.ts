import { existsSync, readFileSync } from 'node:fs';
import type { ClientTool } from '@cascade/contracts';
import { z } from 'zod';
import { sharedManifest } from '../bench/clips.ts';
import { type ClipSource, readManifest } from '../turn-lab/clips.ts';

const timer = z.strictObject({
  kind: z.string(),
  durationMs: z.number().optional(),
  name: z.string().optional(),
  paused: z.boolean().optional(),
});
const humanSchema = z.strictObject({
  id: z.string(),
  split: z.enum(['dev', 'test']),
  /** Ids of the manifest, turn by turn; the last one is judged. */
  clips: z.array(z.string()).min(1),
  /** Typed before, not judged. */
  before: z.array(z.string()).default([]),
  /** Null: nothing may be called. */
  tool: z.string().nullable(),
  slots: z.record(z.string(), z.unknown()).default({}),
  effect: z
    .strictObject({
      list: z.strictObject({ name: z.string(), entries: z.array(z.string()) }).optional(),
      timers: z.array(timer).optional(),
    })
    .default({}),
  reply: z.array(z.string()).default([]),
});

/** What has to come of recordings of people, which are kept elsewhere. */
export interface HumanCommand extends Omit<z.infer<typeof humanSchema>, 'clips'> {
  readonly clips: readonly (ClipSource & { readonly text: string })[];
}

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/tools/${name}`, import.meta.url), 'utf8').trim();

const clientToolSchema = z.array(
  z.strictObject({ name: z.string(), description: z.string(), parameters: z.record(z.string(), z.unknown()) }),
);

/** Functions of a client that can do what no tool here does. */
export const clientFunctions = (): readonly ClientTool[] =>
  clientToolSchema.parse(JSON.parse(fixture('client-functions.json')));

/** Undefined where there are no clips. @throws CascadeError `invalid_file` for a manifest that cannot be read */
export function humanCommands(manifest: string = sharedManifest): readonly HumanCommand[] | undefined {
  if (!existsSync(manifest)) return undefined;
  const clips = new Map(readManifest(manifest).map((clip) => [clip.id, clip]));
  return fixture('human-commands.jsonl')
    .split('\n')
    .map((line) => humanSchema.parse(JSON.parse(line)))
    .flatMap((command) => {
      const said = command.clips.flatMap((id) => {
        const clip = clips.get(id);
        return clip?.text === undefined ? [] : [{ ...clip, text: clip.text }];
      });
      return said.length === command.clips.length ? [{ ...command, clips: said }] : [];
    });
}
