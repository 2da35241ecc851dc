import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

const phrases = z.array(z.string().trim().min(2)).min(1);
const sentence = z.string().trim().min(2).max(400);

const policySchema = z.strictObject({
  version: z.string().min(1).describe('Goes into the record of every turn that was decided by it.'),
  emergency: z
    .strictObject({
      phrases: phrases.describe('Words of somebody in danger. They come before everything else.'),
      except: z
        .array(z.string().trim().min(2))
        .default([])
        .describe('Words beside which it is talk about an emergency.'),
      say: sentence,
    })
    .optional(),
  topics: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name of small letters, digits and hyphens'),
        phrases,
        except: z.array(z.string().trim().min(2)).default([]),
        action: z.enum(['refuse', 'knowledge', 'large-model']),
        say: sentence.optional().describe('Said by `refuse`.'),
      }),
    )
    .default([])
    .describe('The first that matches decides.'),
  output: z
    .strictObject({
      never_say: z.array(z.string().trim().min(2)).default([]).describe('A reply ends before it says one of them.'),
      say: sentence.default('Sorry, I can’t say that.'),
    })
    .prefault({}),
});

/** What must be answered in one way, may not be talked about, and must not be said. */
export type SafetyPolicy = z.infer<typeof policySchema>;

/** @throws CascadeError `invalid_config`, which names the file and the place in it */
export async function readSafetyPolicy(path: string | URL): Promise<SafetyPolicy> {
  const name = path instanceof URL ? path.pathname : path;
  const refuse = (why: string) => new CascadeError('invalid_config', `CASCADE_SAFETY: ${name}: ${why}`);
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw refuse(
      error instanceof Error && 'linePos' in error ? `it is no YAML: ${error.message}` : 'it cannot be read',
    );
  }
  const parsed = policySchema.safeParse(value);
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error));
  const silent = parsed.data.topics.find(({ action, say }) => action === 'refuse' && say === undefined);
  if (silent) throw refuse(`topics: ${silent.name}: "refuse" needs what to "say"`);
  return parsed.data;
}

/** Beside the package: what is in force when nobody says otherwise. */
export const defaultPolicyFile = new URL('../../safety.yaml', import.meta.url);
