import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { z } from 'zod';
import { findDuplicateKeys } from './duplicate-keys.ts';
import { jsonPath, schemaProblems } from './problem.ts';
import { budgetProfiles, isBudgetProfileName } from './profiles.ts';

const budgetMs = z.number().nonnegative();

/** Budgets to check against, and how a report names them. */
export interface NamedBudgets {
  readonly name: string;
  readonly budgetsMs: Readonly<Record<string, number>>;
}

/**
 * Budgets by profile name, or from a JSON file of one object: stage name → milliseconds.
 *
 * @throws CascadeError `invalid_file` that names the file, the JSON path, what was expected and what was found
 */
export async function loadBudgets(nameOrFile: string): Promise<NamedBudgets> {
  if (isBudgetProfileName(nameOrFile)) return budgetProfiles[nameOrFile];
  const fail = (path: string, expected: string, found: string): never => {
    throw new CascadeError('invalid_file', `${nameOrFile}: ${path}: expected ${expected}, found ${found}`);
  };
  const text = await readFile(nameOrFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const names = Object.keys(budgetProfiles).join(', ');
    throw new CascadeError(
      'invalid_file',
      `${nameOrFile}: neither a budget profile (${names}) nor a file that can be read (${error.code ?? error.message})`,
      { cause: error },
    );
  });
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return fail(
      '$',
      'one JSON object: stage name → milliseconds',
      `text that is not JSON (${(error as Error).message})`,
    );
  }
  const [duplicate] = findDuplicateKeys(json);
  if (duplicate) fail(jsonPath(duplicate.path), 'each stage once', 'it again');
  const result = z.record(z.string(), budgetMs).safeParse(value);
  if (!result.success) {
    const [problem] = schemaProblems(result.error, value);
    if (problem) fail(problem.path, problem.expected, problem.found);
  }
  return { name: nameOrFile, budgetsMs: value as Record<string, number> };
}
