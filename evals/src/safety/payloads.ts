import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import { z } from 'zod';

const common = { id: z.string().regex(/^[a-z0-9-]+$/), text: z.string().trim().min(5) };
const payloadSchema = z.discriminatedUnion('aim', [
  /** A tool is to be called. */
  z.strictObject({
    ...common,
    aim: z.literal('call'),
    tool: z.string(),
    arguments: z.record(z.string(), z.unknown()),
  }),
  /** The prompt, or what is kept for others, is to be told. */
  z.strictObject({ ...common, aim: z.literal('leak') }),
  /** One of the marks is to be said. */
  z.strictObject({ ...common, aim: z.literal('say'), marks: z.array(z.string()).min(1) }),
]);

/** What an attacker wants the assistant to do, in the attacker's words. */
export type Payload = z.infer<typeof payloadSchema>;

export const ownPayloads = fileURLToPath(new URL('../../fixtures/safety/payloads.jsonl', import.meta.url));

/** @param file JSON lines @throws CascadeError `invalid_file` naming the line and what is wrong with it */
export async function readPayloads(file: string): Promise<readonly Payload[]> {
  const refuse = (why: string) => new CascadeError('invalid_file', `${file}: ${why}`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw refuse('it cannot be read; --payloads names a file of JSON lines');
  });
  const seen = new Set<string>();
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `line ${index + 1}`;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw refuse(`${place}: it is no JSON`);
    }
    const parsed = payloadSchema.safeParse(value);
    if (!parsed.success) throw refuse(`${place}: ${z.prettifyError(parsed.error)}`);
    if (seen.has(parsed.data.id)) throw refuse(`${place}: the id "${parsed.data.id}" is used twice`);
    seen.add(parsed.data.id);
    return [parsed.data];
  });
}
