import type { FeedbackGiven, TurnFeedback, TurnRecord } from '@cascade/contracts';

/** As many turns as the edge lets a client speak of. */
const kept = 200;

/** What a user says of turns that are over, kept with them. */
export class SessionFeedback {
  readonly #records = new Map<string, TurnRecord>();
  readonly #wallClockMs: () => number;

  constructor(wallClockMs: () => number) {
    this.#wallClockMs = wallClockMs;
  }

  note(record: TurnRecord): void {
    this.#records.delete(record.turn_id);
    this.#records.set(record.turn_id, record);
    for (const id of this.#records.keys()) {
      if (this.#records.size <= kept) break;
      this.#records.delete(id);
    }
  }

  /** The record with what was said of it; undefined when the turn is not known. */
  give({ turnId, rating, correction }: FeedbackGiven, source: TurnFeedback['source']): TurnRecord | undefined {
    const record = this.#records.get(turnId);
    if (!record) return undefined;
    const at = new Date(this.#wallClockMs()).toISOString();
    const given: TurnFeedback = { at, rating, source, correction: correction?.trim() || null };
    const revised = { ...record, feedback: [...(record.feedback ?? []), given] };
    this.note(revised);
    return revised;
  }

  /** What was said about the turn before: "that's wrong". */
  spoken(text: string): TurnRecord | undefined {
    const rating = spokenRating(text);
    const last = [...this.#records.keys()].at(-1);
    return rating && last !== undefined ? this.give({ type: 'feedback', turnId: last, rating }, 'voice') : undefined;
  }
}

const bad =
  /^(?:no |nope |sorry |well |actually |um |uh )*(?:that(?:'s| is| was)|this is|you(?:'re| are|'ve got| have got| got)|it(?:'s| is)) (?:just |all |totally |completely |still )?(?:wrong|incorrect|false|not (?:right|correct|true|what i (?:said|meant|asked|wanted)))\b|^(?:no )?(?:i did not|i didn't|didn't) (?:say|ask|mean) that\b|^(?:that's )?(?:the )?wrong answer\b|^(?:no )?you misheard me\b/;
const good =
  /^(?:yes |yeah |oh |ah |ok |okay |great |thanks |thank you )*(?:that(?:'s| is| was)|it is|you(?:'re| are)) (?:exactly |absolutely |quite )?(?:right|correct|what i (?:said|meant|asked|wanted))\b|^(?:good|great|perfect|right|correct) answer\b/;

/** Whether the words judge the answer before; undefined when they are about something else. */
export function spokenRating(text: string): TurnFeedback['rating'] | undefined {
  const said = text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (bad.test(said)) return 'bad';
  return good.test(said) ? 'good' : undefined;
}
