import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is to be the case afterwards; nothing is, when nothing may have changed. */
const effectSchema = z.strictObject({
  list: z.strictObject({ name: z.string(), entries: z.array(z.string()) }).optional(),
  notes: z.array(z.string()).optional(),
  order: z.strictObject({ number: z.string(), status: z.string() }).optional(),
  appointments: z
    .array(z.strictObject({ doctor: z.string(), day: z.string().optional(), time: z.string().optional() }))
    .optional(),
  timers: z
    .array(z.strictObject({ kind: z.string(), durationMs: z.number().optional(), name: z.string().optional() }))
    .optional(),
});

const commandSchema = z.strictObject({
  id: z.string(),
  /** `test`: never looked at while rules are written. */
  split: z.enum(['dev', 'test']),
  /** Written as a recognizer mishears it. */
  misheard: z.boolean().default(false),
  /** What was said, and done, before: not judged. */
  before: z.array(z.string()).default([]),
  /** Turn by turn; the last one is judged. */
  say: z.array(z.string()).min(1),
  /** The tool or skill of the last turn; null: none may be called. */
  tool: z.string().nullable(),
  /** Arguments that must be right. */
  slots: z.record(z.string(), z.unknown()).default({}),
  effect: effectSchema.default({}),
  /** Words that have to be in the reply. */
  reply: z.array(z.string()).default([]),
});

/** A spoken command of the test set, and what has to come of it on Wednesday, 5 March 2025, 15:25 in New York. */
export type ToolCommand = z.infer<typeof commandSchema>;
export type ToolEffect = z.infer<typeof effectSchema>;

/** The test set: `fixtures/tool-commands.jsonl`. */
export function toolCommands(): readonly ToolCommand[] {
  const lines = readFileSync(new URL('../../fixtures/tool-commands.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => commandSchema.parse(JSON.parse(line)));
}
