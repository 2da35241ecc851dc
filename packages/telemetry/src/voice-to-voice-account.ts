import type { RecordSpan, TurnRecord } from '@cascade/contracts';

/** A stretch between two spans of the critical path that neither accounts for, or that both do. */
export interface PathFlaw {
  /** `stage name` of the span before; `end of speech` at the beginning. */
  readonly after: string;
  /** `stage name` of the span that follows; `first audible sample` at the end. */
  readonly before: string;
  readonly ms: number;
}

/** How far the spans of a turn's critical path explain its voice-to-voice time, in milliseconds. */
export interface VoiceToVoiceAccount {
  readonly voiceToVoiceMs: number;
  /** Time that at least one critical span covers. */
  readonly accountedMs: number;
  /** `voiceToVoiceMs − accountedMs`; below 0 where spans go beyond the reply's first audible sample. */
  readonly differenceMs: number;
  /** In the order of time. */
  readonly parts: readonly { readonly stage: RecordSpan['stage']; readonly name: string; readonly ms: number }[];
  /** Time that no critical span covers. */
  readonly gaps: readonly PathFlaw[];
  /** Time that is counted twice. */
  readonly overlaps: readonly PathFlaw[];
}

/** Times in records are rounded to a tenth: what is less than two such steps is no flaw. */
const roundingMs = 0.15;

/**
 * Adds up the critical spans of a record and compares the sum with its voice-to-voice time.
 *
 * @returns undefined where nothing was heard in reply to speech, so that there is no such time
 */
export function accountedVoiceToVoice({ spans, voice_to_voice_ms }: TurnRecord): VoiceToVoiceAccount | undefined {
  if (voice_to_voice_ms === null) return undefined;
  const critical = spans
    .filter((span) => span.critical)
    .toSorted((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  const gaps: PathFlaw[] = [];
  const overlaps: PathFlaw[] = [];
  let accountedMs = 0;
  let reachedMs = 0;
  let after = 'end of speech';
  for (const span of critical) {
    const before = `${span.stage} ${span.name}`;
    if (span.start_ms > reachedMs + roundingMs) gaps.push({ after, before, ms: span.start_ms - reachedMs });
    const doubledMs = Math.min(reachedMs, span.end_ms) - span.start_ms;
    if (doubledMs > roundingMs) overlaps.push({ after, before, ms: doubledMs });
    accountedMs += Math.max(0, span.end_ms - Math.max(reachedMs, span.start_ms));
    if (span.end_ms >= reachedMs) {
      reachedMs = span.end_ms;
      after = before;
    }
  }
  if (voice_to_voice_ms > reachedMs + roundingMs)
    gaps.push({ after, before: 'first audible sample', ms: voice_to_voice_ms - reachedMs });
  return {
    voiceToVoiceMs: voice_to_voice_ms,
    accountedMs,
    differenceMs: voice_to_voice_ms - accountedMs,
    parts: critical.map(({ stage, name, start_ms, end_ms }) => ({ stage, name, ms: end_ms - start_ms })),
    gaps,
    overlaps,
  };
}
