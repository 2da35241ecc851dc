import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const questionSchema = z.strictObject({
  id: z.string().min(1),
  say: z.string().min(1),
  expect: z.enum(['answer', 'refuse']),
  /** One of these words has to be in the reply. */
  right: z.array(z.string()).default([]),
  slices: z.array(z.string()),
});

/** A question to the planner alone: one with a known answer, one that has to be refused, one that only looks like it. */
export type PlannerQuestion = z.infer<typeof questionSchema>;

const file = fileURLToPath(new URL('../../../fixtures/planner/questions.jsonl', import.meta.url));

export async function plannerQuestions(): Promise<PlannerQuestion[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => questionSchema.parse(JSON.parse(line)));
}
