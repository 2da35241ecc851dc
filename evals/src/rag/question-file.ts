import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { z } from 'zod';

export const questionKinds = [
  'fact',
  'exception',
  'comparison',
  'procedure',
  'code',
  'follow-up',
  'unanswerable',
] as const;

const text = z.string().trim().min(1);
/** One alone may stand without brackets. */
const several = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item)).default([]);

const questionSchema = z
  .strictObject({
    id: text,
    /** As somebody would say it. */
    question: text,
    kind: z.enum(questionKinds),
    /** `dev` may be looked at while something is tuned; `test` may not. */
    split: z.enum(['dev', 'test']).default('test'),
    /** Paths within the knowledge base; each of them alone holds the answer. Empty for `unanswerable`. */
    documents: several(text),
    /** What the spoken answer has to contain, all of it; of a list one is enough; `/…/` is a regular expression. */
    answer: several(z.union([text, z.array(text).min(1)])),
    /** What must not be spoken, whatever else is. */
    forbidden: several(text),
    /** Names and codes of the question: what a recognizer gets wrong. */
    entities: several(text),
    history: z.array(z.strictObject({ user: text, reply: text })).default([]),
    reader: z.strictObject({ tenant: text, labels: z.array(text).default([]) }).optional(),
  })
  .superRefine(({ kind, documents, answer }, context) => {
    const isUnanswerable = kind === 'unanswerable';
    if (isUnanswerable !== (documents.length === 0)) {
      const message = isUnanswerable ? 'an unanswerable question has no documents' : 'name a document with the answer';
      context.addIssue({ code: 'custom', path: ['documents'], message });
    }
    if (isUnanswerable !== (answer.length === 0)) {
      const message = isUnanswerable ? 'an unanswerable question has no answer' : 'say what the answer has to contain';
      context.addIssue({ code: 'custom', path: ['answer'], message });
    }
    for (const fact of answer.flat()) {
      if (isPattern(fact) && !isValidPattern(fact)) {
        context.addIssue({ code: 'custom', path: ['answer'], message: `${fact} is no regular expression` });
      }
    }
  });

export type Question = z.infer<typeof questionSchema>;

export const isPattern = (fact: string): boolean => fact.length > 2 && fact.startsWith('/') && fact.endsWith('/');

function isValidPattern(fact: string): boolean {
  try {
    new RegExp(fact.slice(1, -1));
    return true;
  } catch {
    return false;
  }
}

/** @throws CascadeError `invalid_file`, naming file, line and cure */
export async function readQuestions(file: string): Promise<Question[]> {
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be read (${cause.code}). --questions names a file.`, {
      cause,
    });
  });
  return parseQuestions(content, file);
}

/**
 * @param content JSON lines; empty lines are passed over
 * @throws CascadeError `invalid_file`, naming file, line and cure
 */
export function parseQuestions(content: string, file: string): Question[] {
  const lineOf = new Map<string, number>();
  const questions = content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const question = parseLine(line, file, index + 1);
    const before = lineOf.get(question.id);
    if (before !== undefined) {
      const message = `${file}:${index + 1}: the id "${question.id}" is taken by line ${before}: give it another one.`;
      throw new CascadeError('invalid_file', message);
    }
    lineOf.set(question.id, index + 1);
    return [question];
  });
  if (questions.length === 0)
    throw new CascadeError('invalid_file', `${file}: there is no question in it: one JSON object a line.`);
  return questions;
}

function parseLine(line: string, file: string, number: number): Question {
  const place = `${file}:${number}`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new CascadeError('invalid_file', `${place}: not JSON (${(cause as Error).message}): one object a line.`, {
      cause,
    });
  }
  const parsed = questionSchema.safeParse(withDefaults(value, number));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue && issue.path.length > 0 ? `"${issue.path.join('.')}": ` : '';
  throw new CascadeError(
    'invalid_file',
    `${place}: ${field}${issue?.message ?? 'not a question'}. README.md lists the fields.`,
  );
}

/** A question without an id is called by its line; one that names neither a document nor an answer has none. */
function withDefaults(value: unknown, number: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const kind = 'documents' in value || 'answer' in value ? 'fact' : 'unanswerable';
  return { id: `line-${number}`, kind, ...value };
}
