import { countWordErrors, normalizeEnglish, spansAtClient, wordErrorRate } from '@cascade/client';
import { inputRateHz, type TurnRecord } from '@cascade/contracts';
import { firstAudibleMs } from '../call/audible.ts';
import type { BenchClip } from './clips.ts';
import { isUndisturbed } from './machine.ts';
import type { AnswerSource, TurnResult } from './results.ts';
import type { Utterance } from './say-clip.ts';

/** Judges what was seen of one utterance. Pure. */
export function turnResultOf(utterance: Utterance): TurnResult {
  const { clip, session, observer, disturbance, lastSentMs } = utterance;
  const { records } = observer;
  const base = answeredRecord(records);
  const audibleMs = base?.response ? audibleOf(utterance, base.response.response_id) : undefined;
  const endedMs = committedMs(utterance, base);
  const zero = endOfSpeech(utterance, base, audibleMs);
  const delayMs = audibleMs === undefined || zero === undefined ? undefined : audibleMs - zero.atMs;
  const transcript = (records.length > 0 ? records.map((record) => record.final_transcript) : observer.transcripts)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
  const answered = delayMs !== undefined && delayMs >= 0;
  const outcome = answered ? 'answered' : delayMs !== undefined ? 'replied-before-end' : 'no-reply';
  return {
    clip: clip.id,
    slices: [...clip.slices],
    session,
    outcome: lastSentMs === undefined || (!answered && utterance.failure !== undefined) ? 'failed' : outcome,
    problem: utterance.failure ?? observer.errors[0] ?? null,
    voice_to_voice_ms: answered ? round(delayMs) : null,
    end_of_speech_by: zero?.by ?? 'level',
    answer_source: base?.response ? sourceOf(base) : null,
    endpoint_delay_ms: zero === undefined || endedMs === undefined ? null : round(endedMs - zero.atMs),
    early_cutoff: isCutOff(utterance),
    heard_too_early: lastSentMs !== undefined && heardBefore(utterance, zero?.atMs ?? lastSentMs),
    stages_ms: base?.stages_ms ?? {},
    critical_ms: answered && base && zero ? criticalTimes(base, zero.by, utterance.sentEndSample, delayMs) : {},
    queue_ms: queueTimes(records),
    speculation: records.length > 0 ? sumOfLedgers(records) : null,
    transcript,
    word_errors: clip.text === undefined ? null : wordErrorsOf(clip.text, transcript),
    partials: stabilityOf(records),
    reply_gap_ms: base?.response ? round(gapOf(utterance, base.response.response_id)) : 0,
    steal_percent: nullable(disturbance.stealPercent),
    foreign_percent: nullable(disturbance.foreignPercent),
    undisturbed: isUndisturbed(disturbance),
    client_late_ms: round(utterance.clientLateMs),
  };
}

/** A clip that could not be said at all. */
export function failedTurn(clip: BenchClip, session: number, problem: string): TurnResult {
  return {
    clip: clip.id,
    slices: [...clip.slices],
    session,
    outcome: 'failed',
    problem,
    voice_to_voice_ms: null,
    end_of_speech_by: 'level',
    answer_source: null,
    endpoint_delay_ms: null,
    early_cutoff: false,
    heard_too_early: false,
    stages_ms: {},
    critical_ms: {},
    queue_ms: {},
    speculation: null,
    transcript: '',
    word_errors: null,
    partials: stabilityOf([]),
    reply_gap_ms: 0,
    steal_percent: null,
    foreign_percent: null,
    undisturbed: false,
    client_late_ms: 0,
  };
}

/** A clip may end in a noise that becomes a turn of its own: the last turn that was said and answered stands for it. */
function answeredRecord(records: readonly TurnRecord[]): TurnRecord | undefined {
  return (
    records.findLast(({ response, final_transcript }) => response && final_transcript !== '') ??
    records.findLast(({ response }) => response) ??
    records.at(-1)
  );
}

const audibleOf = ({ loudspeaker, itemsOf }: Utterance, responseId: string): number | undefined =>
  firstAudibleMs(loudspeaker, itemsOf(responseId));

/**
 * Where the user's speech ended, at the time it was sent: by the level of the clip's samples; in a clip so noisy that the
 * turn was ended before its level fell, where a service that took all of it for one turn heard it end. Counting from the
 * level would leave out what the user waited while only noise was sent.
 */
function endOfSpeech(
  utterance: Utterance,
  base: TurnRecord | undefined,
  audibleMs: number | undefined,
): { readonly atMs: number; readonly by: 'level' | 'server' } | undefined {
  const { lastSentMs, sentEndSample, observer } = utterance;
  if (lastSentMs === undefined) return undefined;
  const endedMs = Math.min(committedMs(utterance, base) ?? Infinity, audibleMs ?? Infinity);
  const heardAll =
    observer.records.length === 1 && base !== undefined && base.audio.end_sample > base.audio.start_sample;
  if (heardAll && endedMs < lastSentMs) {
    const atMs = lastSentMs - ((sentEndSample - base.audio.end_sample) * 1000) / inputRateHz;
    if (atMs <= endedMs) return { atMs, by: 'server' };
  }
  return { atMs: lastSentMs, by: 'level' };
}

/** When the last decision that ended the turn came. */
function committedMs({ events }: Utterance, base: TurnRecord | undefined): number | undefined {
  return events.findLast(
    ({ event }) => event.type === 'cascade.turn.decision' && event.kind === 'commit' && event.turn_id === base?.turn_id,
  )?.atMs;
}

/** A turn was taken for finished before the last speech sample was sent, and more was said afterwards. */
function isCutOff({ events, lastSentMs = 0, observer }: Utterance): boolean {
  const decisions = events.flatMap(({ event, atMs }) =>
    event.type === 'cascade.turn.decision' ? [{ kind: event.kind, atMs }] : [],
  );
  const early = decisions.findIndex(({ kind, atMs }) => kind === 'commit' && atMs < lastSentMs);
  if (early < 0) return false;
  const reopened = decisions.slice(early).some(({ kind }) => kind === 'reopen');
  return reopened || observer.records.filter(({ final_transcript }) => final_transcript !== '').length > 1;
}

function heardBefore(utterance: Utterance, zeroMs: number): boolean {
  return utterance.events.some(({ event }) => {
    if (event.type !== 'response.created') return false;
    const audibleMs = audibleOf(utterance, event.response.id);
    return audibleMs !== undefined && audibleMs < zeroMs;
  });
}

export function sourceOf({ response, retrieved_document_ids: documents }: TurnRecord): AnswerSource {
  if (response?.source === 'language-model') return 'llm';
  if (response?.source !== 'fast-path') return 'other';
  return documents.length > 0 ? 'retrieval' : 'fast-path';
}

/** What the time from the last speech sample to the reply goes to; adds up to it. */
function criticalTimes(base: TurnRecord, by: 'level' | 'server', sentEndSample: number, totalMs: number) {
  const shiftMs = by === 'server' ? 0 : ((base.audio.end_sample - sentEndSample) * 1000) / inputRateHz;
  const times: Record<string, number> = {};
  for (const { stage, name, start_ms, end_ms, critical } of spansAtClient(base.spans, shiftMs, totalMs)) {
    const key = `${stage} ${name}`;
    if (critical && end_ms > start_ms) times[key] = round((times[key] ?? 0) + end_ms - start_ms);
  }
  return times;
}

function queueTimes(records: readonly TurnRecord[]): Record<string, number> {
  const times: Record<string, number> = {};
  for (const { stage, queue_ms } of records.flatMap(({ spans }) => spans)) {
    if (queue_ms > 0) times[stage] = round((times[stage] ?? 0) + queue_ms);
  }
  return times;
}

function sumOfLedgers(records: readonly TurnRecord[]): TurnRecord['speculation'] {
  const sum = (field: keyof TurnRecord['speculation']) =>
    round(records.reduce((total, { speculation }) => total + speculation[field], 0));
  return {
    attempts: sum('attempts'),
    used: sum('used'),
    used_compute_ms: sum('used_compute_ms'),
    wasted_compute_ms: sum('wasted_compute_ms'),
    used_tokens: sum('used_tokens'),
    wasted_tokens: sum('wasted_tokens'),
    used_audio_ms: sum('used_audio_ms'),
    wasted_audio_ms: sum('wasted_audio_ms'),
    saved_ms: sum('saved_ms'),
  };
}

function wordErrorsOf(reference: string, transcript: string): NonNullable<TurnResult['word_errors']> {
  const { substitutions, deletions, insertions, referenceWords } = wordErrorRate(reference, transcript);
  return { substitutions, deletions, insertions, reference_words: referenceWords };
}

/** Words shown and then changed or withdrawn, by the least number of edits from one hypothesis to the next. */
function stabilityOf(records: readonly TurnRecord[]): TurnResult['partials'] {
  const stability = { unstable_words: 0, final_words: 0, stable_withdrawn: 0 };
  for (const record of records) {
    const utterances = utterancesOf(record);
    for (const [index, partials] of utterances.entries()) {
      // Of a turn that was taken up again, what each of its utterances came to is not told apart.
      const shown = partials.map(({ text }) => text);
      if (utterances.length === 1) shown.push(record.final_transcript);
      const words = shown.map(normalizeEnglish);
      for (let step = 1; step < words.length; step++) {
        const { substitutions, deletions } = countWordErrors(words[step - 1]!, words[step]!);
        stability.unstable_words += substitutions + deletions;
        if (!shown[step]!.startsWith(partials[step - 1]!.stable_text)) stability.stable_withdrawn++;
      }
      if (index === 0) stability.final_words += normalizeEnglish(record.final_transcript).length;
    }
  }
  return stability;
}

/** Hypotheses start anew after each commit: the user may have gone on with the turn. */
function utterancesOf({ partials, decisions }: TurnRecord): TurnRecord['partials'][] {
  const commits = decisions.filter(({ kind }) => kind === 'commit').map(({ at_ms }) => at_ms);
  const ends = [...commits.slice(0, -1), Number.POSITIVE_INFINITY];
  return ends.map((end, index) =>
    partials.filter(({ at_ms }) => at_ms <= end && at_ms > (ends[index - 1] ?? Number.NEGATIVE_INFINITY)),
  );
}

/** Silence between the first and the last sample of the reply's items that is not in their audio. */
function gapOf({ loudspeaker, itemsOf }: Utterance, responseId: string): number {
  return itemsOf(responseId).reduce((sum, itemId) => {
    const stretches = loudspeaker.stretches.filter((stretch) => stretch.itemId === itemId);
    const [first, last] = [stretches[0], stretches.at(-1)];
    if (!first || !last) return sum;
    const played = stretches.reduce((total, { count }) => total + count, 0);
    const spanned = loudspeaker.timeOf(last.startSample + last.count) - loudspeaker.timeOf(first.startSample);
    return sum + spanned - (loudspeaker.timeOf(played) - loudspeaker.timeOf(0));
  }, 0);
}

const round = (value: number): number => Math.round(value * 10) / 10;
const nullable = (value: number | null): number | null => (value === null ? null : round(value));
