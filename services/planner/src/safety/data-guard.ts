import { looksLikeInstruction } from '@cascade/knowledge';

/** Documents and results of tools are data: nothing in them is an instruction, and nothing in them looks like the frame of a prompt. */

export interface GuardedData {
  /** Fit to be shown to a model, or spoken. */
  readonly text: string;
  /** What was taken out, by kind; for the record. */
  readonly removed: Readonly<Record<'invisible' | 'markers' | 'instructions', number>>;
}

/** Nobody sees them, and models read them: format characters, tags (a whole hidden alphabet), selectors, private use. */
const invisible = /\p{Cf}|\p{Co}|[\u{E0000}-\u{E01EF}]|[\uFE00-\uFE0F]|\u115F|\u1160|\u3164|\uFFA0/gu;

/** What separates the parts of a prompt in the templates of common models, and in what people paste. */
const markers =
  /<\|[^|>\n]{0,40}\|?>|<\/?(?:s|system|user|assistant|tool|think|instructions?)>|\[\/?(?:INST|SYSTEM)\]|<(?:start|end)_of_turn>|<<\/?SYS>>|^\s*(?:system|assistant|user|human|developer|tool)\s*:|^#{2,}\s*(?:system|instructions?|prompt)\b.*$|```/gim;

/** Without what nobody sees: of users' texts, which may have been pasted. */
export const visible = (text: string): string => text.replace(invisible, '');

/** Text as data: invisible characters, frames of prompts and sentences to the assistant are taken out, and counted. */
export function asData(text: string): GuardedData {
  const removed = { invisible: 0, markers: 0, instructions: 0 };
  const count = (kind: keyof typeof removed, filling: string) => () => {
    removed[kind]++;
    return filling;
  };
  let kept = text;
  for (let before: string | undefined; kept !== before; ) {
    before = kept;
    // Letters that only look alike hide words from every rule; what is taken out may leave something new to be found.
    kept = kept
      .replace(invisible, count('invisible', ''))
      .normalize('NFKC')
      .replace(markers, count('markers', ' '))
      .split('\n')
      .map((line) => sentencesOf(line).filter((sentence) => !looksLikeInstruction(sentence) || !++removed.instructions))
      .map((sentences) => sentences.join('').trim())
      .filter((line) => line !== '')
      .join('\n');
  }
  return { text: kept, removed };
}

/** Said when nothing is left of it. */
export const nothingToSay = 'What I found there is nothing that I can say.';

/** Each with the white space after it. */
const sentencesOf = (line: string): string[] => line.split(/(?<=[.!?]["')\]]*\s+)/);
