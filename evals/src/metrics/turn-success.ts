import type { Measure } from '../results-schema/index.ts';
import { oneOf } from './share.ts';

export interface TurnOutcome {
  /** A reply was heard, and it was not an apology for a failure. */
  readonly answered: boolean;
  readonly cutOff: boolean;
  /** The reply began before the user had finished. */
  readonly repliedTooEarly: boolean;
  /** Whether the reply was right, where that can be judged: task done, document found, refused where it had to be. */
  readonly right?: boolean | undefined;
}

/**
 * A turn succeeds when the user got a right reply in one go: answered, not cut off, not talked over, and right where that can be
 * judged (task success of PARADISE, Walker et al. 1997, for single turns).
 */
export const turnSuccess = ({ answered, cutOff, repliedTooEarly, right = true }: TurnOutcome): Measure =>
  oneOf(answered && !cutOff && !repliedTooEarly && right);
