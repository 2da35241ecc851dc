import type { ReaderView } from '../search/reader-view.ts';
import { oneLine } from '../text/clean-text.ts';
import type { Rewrite, SpokenQuestion } from '../types.ts';
import { chooseHypothesis } from './alternatives.ts';
import { partCompounds } from './compounds.ts';
import { smoothen } from './disfluency.ts';
import { resolveFollowUp } from './follow-up.ts';
import { repairMisheard } from './misheard.ts';
import type { Rewritten } from './repairs.ts';
import type { SoundIndex } from './sound-index.ts';

export const rewriteVersion = 'rewrite-1';

export interface RewrittenQuestion {
  readonly text: string;
  /** Of the conversation, where the question leaves it open: counts less than the question's own words. */
  readonly topic: string;
  readonly rewrite: Rewrite;
}

export interface RewriteOptions {
  /** Repair of what sounds alike; off in ablations. */
  readonly phonetic: boolean;
}

/** From what was heard to what was meant; every change is in `rewrite.repairs`. */
export function rewriteQuestion(
  question: SpokenQuestion,
  view: ReaderView,
  sounds: SoundIndex,
  { phonetic }: RewriteOptions,
): RewrittenQuestion {
  const heard = oneLine(question.text);
  const chosen = phonetic
    ? chooseHypothesis(heard, (question.alternatives ?? []).map(oneLine), view)
    : { text: heard, repairs: [] };
  const settled = settle(chosen.text, (text) => {
    const smooth = smoothen(text);
    if (!phonetic) return smooth;
    const parted = partCompounds(smooth.text, view);
    const sounded = repairMisheard(parted.text, question, view, sounds);
    return { text: sounded.text, repairs: [...smooth.repairs, ...parted.repairs, ...sounded.repairs] };
  });
  const { text, topic, repairs } = resolveFollowUp(settled.text, question.history, view);
  return {
    text,
    topic,
    rewrite: {
      query: topic === '' ? text : `${text} (${topic})`,
      repairs: [...chosen.repairs, ...settled.repairs, ...repairs],
    },
  };
}

const mostRounds = 4;

/** Repeats a step until it changes nothing: what one repair leaves may show another. */
function settle(text: string, step: (text: string) => Rewritten): Rewritten {
  let settled: Rewritten = { text, repairs: [] };
  for (let round = 0; round < mostRounds; round++) {
    const { text: next, repairs } = step(settled.text);
    if (next === settled.text) break;
    settled = { text: next, repairs: [...settled.repairs, ...repairs] };
  }
  return settled;
}
