import type { ModelRequest } from '../language-model.ts';

/** Longer questions than this are seldom small talk: nine in ten commands and questions to an assistant are shorter. */
const shortWords = 25;

/** What asks for thought, or for a longer text, rather than for a fact or a word in return. */
const thought =
  /\b(why|explain|compare|difference between|pros and cons|step by step|summari[sz]e|plan|write|draft|compose|translate|advice|should i|analy[sz]e|how (?:do|does|can|could|would|should))\b/i;

/**
 * Which of two models a request needs. Tools that must be called, long questions and those that ask for thought are the large one's;
 * the rest is answered as well, sooner and cheaper, by the small one.
 */
export function modelNeed({ messages, tools, toolChoice, need }: ModelRequest): 'small' | 'large' {
  if (need) return need;
  if (tools.length > 0 && toolChoice !== 'none') return 'large';
  const last = messages.findLast((message) => message.role === 'user');
  const text = last && 'content' in last ? last.content : '';
  return thought.test(text) || text.split(/\s+/).length > shortWords ? 'large' : 'small';
}
