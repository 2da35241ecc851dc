import type { Reply, TimedWord } from '../call/reply.ts';
import type { Scenario } from './plan.ts';

/** Into a pause between clauses. */
const intoPauseMs = 20;

/**
 * Where in the reply's audio the sound of a scenario begins, in milliseconds; undefined as long as too little of the
 * reply is known to say. For the phases within a reply.
 *
 * @param story the whole text that will be said
 */
export function soundStartsAtMs({ phase, fraction }: Scenario, reply: Reply, story: string): number | undefined {
  const { words } = reply;
  const count = story.split(/\s+/).length;
  /** A word of the inner part, by where it stands. */
  const inner = () => words[Math.floor((0.1 + 0.7 * fraction) * count)];
  switch (phase) {
    case 'first-200-ms':
      return 1 + 199 * fraction;
    case 'first-word':
      return words[0] && within(words[0], fraction);
    case 'middle-of-word': {
      const word = inner();
      return word && within(word, 0.5);
    }
    case 'middle-of-clause':
      return innerGap(reply, count, fraction);
    case 'between-clauses':
      return pauseAfterClause(reply, story, fraction);
    case 'last-word': {
      const last = words.find(({ endChar }) => endChar >= lastLetterOf(story));
      return last && within(last, fraction * 0.5);
    }
    default:
      return undefined;
  }
}

const within = ({ startMs, endMs }: TimedWord, fraction: number): number => startMs + (endMs - startMs) * fraction;

/** Between two words without punctuation between them. */
function innerGap({ words, text }: Reply, count: number, fraction: number): number | undefined {
  const wanted = Math.floor((0.1 + 0.6 * fraction) * count);
  const word = words.find((one, index) => index >= wanted && /^\s/.test(text.slice(one.endChar)));
  return word?.endMs;
}

function pauseAfterClause({ words }: Reply, story: string, fraction: number): number | undefined {
  const marks = [...story.matchAll(/[,.;](?=\s)/g)].map(({ index }) => index);
  const mark = marks[Math.floor(fraction * marks.length)];
  if (mark === undefined) return undefined;
  // What follows must be known, too: the pause may still grow.
  const next = words.findIndex(({ startChar }) => startChar > mark);
  return next < 1 ? undefined : words[next - 1]!.endMs + intoPauseMs;
}

const lastLetterOf = (story: string): number => story.replace(/\W+$/, '').length;
