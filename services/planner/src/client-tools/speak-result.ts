import { capitalized } from '../fast-path/number-words.ts';
import { wordsOf } from './tool-vocabulary.ts';

const maxSaid = 5;
const maxCharacters = 400;
/** Fields that are the answer already, as a sentence. */
const sentenceFields = ['reply', 'answer', 'message', 'summary', 'text', 'result', 'description', 'output'];
const successFields = new Set(['ok', 'success', 'succeeded', 'done']);
const hidden = /(?:^|_)(?:id|uuid|url|uri|href|link|image|icon|token|timestamp|created_at|updated_at)$/;

/**
 * A function's result as something to say: what it holds and nothing else, for language models that would add to it.
 * Text is said as it is; of data, the fields in their order, without ids and addresses, and without what the user said.
 *
 * @param output as the client sent it: JSON or any text
 * @param callArguments JSON that the function was called with
 */
export function speakResult(output: string, callArguments = '{}'): string {
  const value = parsed(output);
  const known = parsed(callArguments);
  const said = sentences(value, known);
  return said === '' ? 'That is done.' : said;
}

function sentences(value: unknown, known: unknown): string {
  if (value === null || value === undefined || value === true || value === '') return 'That is done.';
  if (value === false) return 'That did not work.';
  if (typeof value === 'string') return asSentence(value);
  if (typeof value === 'number') return `It is ${value}.`;
  if (Array.isArray(value)) return listed(value);
  const entries = Object.entries(value as object);
  const failure = entries.find(([key, field]) => key === 'error' && field);
  if (failure) return asSentence(`That did not work: ${inWords(failure[1])}`);
  const outcome = entries.find(([key, field]) => successFields.has(key) && typeof field === 'boolean');
  const sentence = sentenceFields
    .map((key) => (value as Record<string, unknown>)[key])
    .find((field) => typeof field === 'string' && field !== '');
  if (sentence !== undefined) return asSentence(sentence as string);
  const told = entries.filter(
    ([key, field]) =>
      !hidden.test(key.toLowerCase()) &&
      !successFields.has(key) &&
      field !== null &&
      field !== '' &&
      !isKnown(key, field, known),
  );
  if (told.length === 0) return outcome?.[1] === false ? 'That did not work.' : 'That is done.';
  const parts = told.slice(0, maxSaid).map(([key, field]) => {
    const name = wordsOf(key).join(' ');
    return typeof field === 'object' ? `${name}: ${inWords(field)}` : `the ${name} is ${inWords(field)}`;
  });
  return asSentence(`${outcome?.[1] === false ? 'that did not work: ' : ''}${joined(parts)}`);
}

/** What the user asked with needs no repeating. */
const isKnown = (key: string, field: unknown, known: unknown): boolean =>
  typeof known === 'object' && known !== null && (known as Record<string, unknown>)[key] === field;

function listed(values: readonly unknown[]): string {
  if (values.length === 0) return 'There is nothing.';
  const said = values.slice(0, maxSaid).map(inWords);
  const more = values.length - said.length;
  return asSentence(joined(more > 0 ? [...said, `${more} more`] : said));
}

function inWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return joined(value.slice(0, maxSaid).map(inWords));
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = value as Record<string, unknown>;
  const name = fields.name ?? fields.title ?? fields.message;
  if (typeof name === 'string') return name;
  const told = Object.entries(fields).filter(([key]) => !hidden.test(key.toLowerCase()));
  return told
    .slice(0, 3)
    .map(([key, field]) => `${wordsOf(key).join(' ')} ${inWords(field)}`)
    .join(', ');
}

const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

function asSentence(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const short =
    flat.length <= maxCharacters
      ? flat
      : (/^.{200,400}[.!?](?=\s)/.exec(flat)?.[0] ?? `${flat.slice(0, maxCharacters).replace(/\s+\S*$/, '')} …`);
  return /[.!?…]$/.test(short) ? capitalized(short) : `${capitalized(short)}.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
