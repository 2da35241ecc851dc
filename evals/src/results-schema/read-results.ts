import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { type EvalRun, evalFileSchema } from './result-schema.ts';

export interface ResultsFile {
  readonly file: string;
  /** Of its bytes. */
  readonly sha256: string;
  readonly runs: readonly EvalRun[];
}

/** @throws CascadeError `invalid_config` that names the file and what is wrong with it */
export async function readResults(file: string): Promise<ResultsFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CascadeError('invalid_config', `${file}: cannot be read (${code}). Run \`pnpm eval\` to make results.`);
  }
  const parsed = evalFileSchema.safeParse(jsonOf(bytes.toString(), file));
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new CascadeError('invalid_config', `${file}: no results of an evaluation. ${issues.join('; ')}`);
  }
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), runs: parsed.data };
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CascadeError('invalid_config', `${file}: no JSON. ${(error as Error).message}`);
  }
}
