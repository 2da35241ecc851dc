/** What a user is likely to say in a session: for a recognizer that is in doubt between two words. */
import type { ClientTool } from '@cascade/contracts';
import { wordsOf } from './client-tools/tool-vocabulary.ts';
import type { TimerView } from './fast-path/skill.ts';

/** What the fast path understands, in the words that people use for it. */
const commands: readonly string[] = [
  ...['set a timer', 'start the timer', 'stop the timer', 'cancel the timer', 'pause the timer', 'resume the timer'],
  ...['how much time is left', 'set an alarm', 'cancel the alarm', 'remind me', 'what time is it', "what's the date"],
  ...['timer', 'alarm', 'reminder', 'minutes', 'seconds', 'hours', 'never mind', 'flip a coin', 'roll a die'],
];

/** Beyond that the list costs more than it gives. */
const maxPhrases = 400;

/**
 * Words for commands, for the timers that run, and for the client's tools: their names, and the values that their
 * parameters may take.
 */
export function vocabularyOf(
  tools: readonly ClientTool[],
  timers: readonly TimerView[],
  ofOwnTools: readonly string[] = [],
): readonly string[] {
  const named = timers.flatMap(({ kind, name }) => (name === undefined ? [] : [name, `${name} ${kind}`]));
  const ofTools = tools.flatMap(({ name, parameters }) => [inWords(name), ...valuesIn(parameters)]);
  return [...new Set([...named, ...ofTools, ...ofOwnTools, ...commands])].slice(0, maxPhrases);
}

/** `setLightColor`, `set_light_color`: set light color. */
const inWords = (name: string): string => wordsOf(name).join(' ');

/** The strings that `enum` and `const` allow, anywhere in a JSON schema. */
function valuesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(valuesIn);
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'enum' && key !== 'const') return valuesIn(value);
    return [value].flat().flatMap((allowed) => (typeof allowed === 'string' ? [inWords(allowed)] : []));
  });
}
