/** A reply that was stopped by what turned out to be nothing is said on from where it was heard. */
import type { PlaybackDone } from '@cascade/contracts';
import { spokenReply, textOf } from './reply-audio.ts';
import { oweResponse } from './responses.ts';
import type { Step } from './step.ts';
import type { OpenTurn, StoppedReply, TurnState } from './turn-state.ts';

export function noteHeard(step: Step, { responseId, heardText, playedMs }: PlaybackDone): void {
  const { stopped } = step.state;
  if (stopped?.responseId === responseId) step.update({ stopped: { ...stopped, heardText, playedMs } });
}

/** The turn that stopped a reply came to nothing: the rest of the reply is owed again. */
export function resumeAfter(step: Step, turn: OpenTurn, stopped: StoppedReply | undefined): void {
  const { respond, detection } = step.state;
  if (stopped?.byTurnId !== turn.turnId) return;
  if (!respond || detection.mode === 'manual') return;
  const rest = restOf(step.state, stopped);
  if (rest === undefined) {
    answerAgain(step, stopped);
  } else if (rest !== '') {
    step.update({ owed: { cause: 'resumed', turnId: stopped.turnId, announcement: rest } });
  }
}

/** Nothing of it was known when it was stopped: it is made anew. */
function answerAgain(step: Step, { cause, turnId, playedMs }: StoppedReply): void {
  if (playedMs > 0) return;
  if (cause === 'turn' || cause === 'client' || cause === 'apology') oweResponse(step, cause, turnId);
}

/** What is still to be said; undefined when the text of the reply is not known. */
function restOf(state: TurnState, stopped: StoppedReply): string | undefined {
  const reply = spokenReply(state, stopped.responseId);
  if (!reply || reply.clauses.length === 0) return undefined;
  const heardWords = reply.words.filter(({ endMs }) => endMs <= stopped.playedMs).length;
  const heardUnits =
    stopped.heardText === undefined
      ? endOfWords(textOf(reply), heardWords)
      : endOfHeard(textOf(reply), stopped.heardText);
  return textFrom(reply.clauses, heardUnits);
}

const word = /[\p{L}\p{N}](?:[\p{L}\p{N}'’-]*[\p{L}\p{N}])?/gu;

/** End of the first `count` words, in UTF-16 units. */
function endOfWords(text: string, count: number): number {
  const last = [...text.matchAll(word)].slice(0, count).at(-1);
  return last ? last.index + last[0].length : 0;
}

/**
 * How far into `text` the heard text reaches, in UTF-16 units. A clause that could not be spoken is missing in the heard
 * text: it counts as passed when what follows it was heard.
 */
export function endOfHeard(text: string, heardText: string): number {
  const said = [...text.matchAll(word)];
  const heard = [...heardText.matchAll(word)].map(([letters]) => letters);
  const skipped =
    heard.length === 0
      ? 0
      : lastPlaceOf(
          said.map(([letters]) => letters),
          heard,
        );
  const last = said[skipped + heard.length - 1];
  return heard.length > 0 && last ? last.index + last[0].length : 0;
}

/** By how many words `heard` ends later in `said` than it would without gaps. */
function lastPlaceOf(said: readonly string[], heard: readonly string[]): number {
  let at = 0;
  for (const letters of heard) {
    const found = said.indexOf(letters, at);
    if (found < 0) return 0;
    at = found + 1;
  }
  return at - heard.length;
}

/** With so few words of a clause heard, it sounds better to say it from its beginning. */
const repeatedWords = 2;

/** The text from the first word not heard, or from the beginning of its clause when hardly any of that was heard. */
export function textFrom(clauses: readonly string[], heardUnits: number): string {
  const text = clauses.join('');
  const rest = text.slice(heardUnits);
  if (!/[\p{L}\p{N}]/u.test(rest)) return '';
  const clauseStart = startOfClause(text, heardUnits);
  const heardOfClause = [...text.slice(clauseStart, heardUnits).matchAll(word)].length;
  const from = heardOfClause <= repeatedWords ? clauseStart : heardUnits;
  return text
    .slice(from)
    .replace(/^[^\p{L}\p{N}"“‘(]+/u, '')
    .trim();
}

/** After the last mark that ends a clause, before `units`. */
function startOfClause(text: string, units: number): number {
  const marks = [...text.slice(0, units).matchAll(/[.?!,;:…](?=\s)/g)];
  const mark = marks.at(-1);
  return mark ? mark.index + 1 : 0;
}
