import { isDecisionWord, wordsOf } from './decision-words.ts';
import type { TurnRecord } from './turn-record.ts';

/**
 * A turn record as people other than its user may see it, by what the user agreed to: nothing without consent to
 * telemetry; without consent to transcripts, every field that may hold words is emptied and named in `redacted`.
 * What goes to logs, metrics or a store goes through here.
 */
export function recordForOperators(record: TurnRecord): TurnRecord | undefined {
  const { consent } = record;
  if (!consent.telemetry) return undefined;
  if (consent.transcripts) return record;
  const isSpoken = spokenWordsOf(record);
  const redacted: string[] = [];
  /** Notes that the field held something. */
  const emptied = (field: string, held: boolean) => {
    if (held && !redacted.includes(field)) redacted.push(field);
  };
  for (const field of ['final_transcript', 'reply_text', 'heard_text'] as const) emptied(field, record[field] !== '');
  emptied(
    'partials',
    record.partials.some((partial) => partial.text !== '' || partial.stable_text !== ''),
  );
  emptied('tool_calls', record.tool_calls.length > 0);
  emptied(
    'feedback',
    (record.feedback ?? []).some(({ correction }) => correction !== null),
  );
  const decisions = record.decisions.map((decision) => {
    const kept = isWithoutSpeech(decision.reason, record.session_id, isSpoken);
    emptied('decisions', !kept);
    return kept ? decision : { ...decision, reason: '' };
  });
  const spans = record.spans.map((span) => {
    if (!span.attributes) return span;
    const entries = Object.entries(span.attributes);
    const attributes = Object.fromEntries(entries.filter(([, value]) => typeof value !== 'string' || !isSpoken(value)));
    emptied('spans', Object.keys(attributes).length < entries.length);
    return { ...span, attributes };
  });
  return {
    ...record,
    final_transcript: '',
    reply_text: '',
    heard_text: '',
    partials: record.partials.map((partial) => ({ ...partial, text: '', stable_text: '' })),
    tool_calls: record.tool_calls.map((call) => ({ ...call, arguments: '', output: null })),
    ...(record.feedback && { feedback: record.feedback.map((given) => ({ ...given, correction: null })) }),
    decisions,
    spans,
    redacted,
  };
}

/** Tells whether a text has a word in it that the turn's words have too. */
function spokenWordsOf(record: TurnRecord): (text: string) => boolean {
  const texts = [
    record.final_transcript,
    record.reply_text,
    record.heard_text,
    ...record.partials.flatMap(({ text, stable_text }) => [text, stable_text]),
    ...record.tool_calls.flatMap((call) => [call.arguments, call.output ?? '']),
  ];
  const spoken = new Set(texts.flatMap(wordsOf));
  return (text) => wordsOf(text).some((word) => spoken.has(word));
}

/**
 * The reason of a decision has the turn manager's own words, numbers, and ids of responses, which have the session's in
 * them. A number that was said may stand in a reason by chance, as so many milliseconds: it goes all the same.
 */
function isWithoutSpeech(reason: string, sessionId: string, isSpoken: (text: string) => boolean): boolean {
  const responseIds = `resp_${sessionId.replace(/^sess(ion)?[_-]/, '')}_`;
  const words = wordsOf(reason.replaceAll(responseIds, ''));
  return words.every((word) => isDecisionWord(word) && !(/^\d/.test(word) && isSpoken(word)));
}
