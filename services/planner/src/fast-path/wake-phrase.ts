import { similarity } from '../tools/similar.ts';

const wakePhrase = 'hey cascade';
/** Like it enough, where a command follows: "pay caskade add …". */
const alikeFrom = 0.5;
/** Words that a command to an assistant begins with. */
const beginsCommand =
  /^(?:add|put|set|start|stop|cancel|remind|wake|what|how|turn|switch|play|tell|book|make|take|write|note|read|clear|remove|delete|where|when|pause|resume|show|call|schedule|move|order)\b/;
const callsSomebody =
  /^(?:hey|hi|hello|ok|okay|yo) (?!(?:can|could|would|will|please|you|i|we|do|let|is|what|how|when|where|who|why|the|my|just|maybe|now|so|and|then)\b)(?:\w+) (?=\S+ \S)/;

/** Without the assistant's name in front, whatever the recognizer made of it. @param text normalized */
export function withoutWakePhrase(text: string): string {
  const called = text.replace(callsSomebody, '');
  if (called !== text && beginsCommand.test(called) && !beginsCommand.test(text.replace(/^\S+ /, ''))) return called;
  const words = text.split(' ');
  for (const count of [2, 3]) {
    const rest = words.slice(count).join(' ');
    if (!beginsCommand.test(rest) || rest.split(' ').length < 3) continue;
    const before = words.slice(0, count);
    if (before.some((word) => beginsCommand.test(word))) continue;
    if (/^(?:h|p)[aei]/.test(before[0] ?? '') && similarity(before.join(''), wakePhrase) >= alikeFrom) return rest;
  }
  return text;
}
