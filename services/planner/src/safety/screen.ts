import type { SafetyPolicy } from './safety-policy.ts';

/** What the policy decides about an utterance, before anything else looks at it. */
export type Screening =
  | { readonly rule: 'emergency'; readonly action: 'say'; readonly say: string }
  | { readonly rule: `topic:${string}`; readonly action: 'say'; readonly say: string }
  | { readonly rule: `topic:${string}`; readonly action: 'knowledge' | 'large-model' };

/**
 * Undefined when no rule is about it. Pure.
 *
 * @param alternatives what the recognizer may have misheard: an emergency in one of them counts
 */
export function screen(
  text: string,
  { emergency, topics }: SafetyPolicy,
  alternatives: readonly string[] = [],
): Screening | undefined {
  const said = words(text);
  if (emergency && [said, ...alternatives.map(words)].some((one) => speaksOf(one, emergency)))
    return { rule: 'emergency', action: 'say', say: emergency.say };
  const topic = topics.find((one) => speaksOf(said, one));
  if (!topic) return undefined;
  const { name, action, say } = topic;
  return action === 'refuse'
    ? { rule: `topic:${name}`, action: 'say', say: say ?? '' }
    : { rule: `topic:${name}`, action };
}

/** Where the text first says one of the phrases: the position of its first letter; -1 when it does not. */
export function positionOf(text: string, phrases: readonly string[]): number {
  const found = phrases.map((phrase) => text.search(patternOf(phrase))).filter((index) => index >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** Whether the end of the text may become one of the phrases with what follows: nothing of it may be said yet. */
export function endMayBecome(text: string, phrases: readonly string[]): boolean {
  const said = words(text).trim().split(' ');
  const grows = lastWord.test(text);
  return phrases.some((phrase) => {
    const wanted = words(phrase).trim().split(' ');
    return wanted.some((_, index) => {
      const begun = wanted.slice(0, index + 1).join(' ');
      const end = said.slice(-(index + 1)).join(' ');
      return end !== '' && (grows ? begun.startsWith(end) : end === begun);
    });
  });
}

const speaksOf = (said: string, rule: { readonly phrases: readonly string[]; readonly except: readonly string[] }) =>
  rule.phrases.some((phrase) => said.includes(words(phrase))) &&
  !rule.except.some((word) => said.includes(words(word)));

/** It may not be whole yet. */
export const lastWord = /[\p{L}\p{N}'’]+$/u;

/** Small letters and digits, one space around each word. */
const words = (text: string): string =>
  ` ${(
    text
      .toLowerCase()
      .replace(/[’`]/g, "'")
      .match(/[\p{L}\p{N}']+/gu) ?? []
  ).join(' ')} `;

function patternOf(phrase: string): RegExp {
  const escaped = words(phrase)
    .trim()
    .split(' ')
    .map((word) => RegExp.escape(word).replaceAll("'", "['’]"));
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped.join('[^\\p{L}\\p{N}]+')}(?![\\p{L}\\p{N}])`, 'iu');
}
