import type { InterruptionResult, TurnResult } from '../src/bench/results.ts';

/** An answered turn: 400 ms, one word of five wrong, a used speculation. */
export function madeTurn(changes: Partial<TurnResult> = {}): TurnResult {
  return {
    clip: 'clip',
    slices: ['question'],
    session: 0,
    outcome: 'answered',
    problem: null,
    voice_to_voice_ms: 400,
    end_of_speech_by: 'level',
    answer_source: 'fast-path',
    endpoint_delay_ms: 300,
    early_cutoff: false,
    heard_too_early: false,
    stages_ms: { client_buffering: 20, first_partial: 240, finalization: 200, planning: 0, first_audio_byte: 10 },
    critical_ms: { 'turn end-of-turn': 300, 'tts first-audio': 100 },
    queue_ms: { asr: 5 },
    speculation: {
      attempts: 1,
      used: 1,
      used_compute_ms: 90,
      wasted_compute_ms: 10,
      used_tokens: 0,
      wasted_tokens: 0,
      used_audio_ms: 500,
      wasted_audio_ms: 0,
      saved_ms: 80,
    },
    transcript: 'what time is it how',
    word_errors: { substitutions: 1, deletions: 0, insertions: 0, reference_words: 5 },
    partials: { unstable_words: 1, final_words: 5, stable_withdrawn: 0 },
    reply_gap_ms: 0,
    steal_percent: 1,
    foreign_percent: 2,
    undisturbed: true,
    client_late_ms: 1,
    ...changes,
  };
}

export function madeInterruption(changes: Partial<InterruptionResult> = {}): InterruptionResult {
  return {
    clip: 'clip',
    result: 'stopped',
    problem: null,
    stop_latency_ms: 200,
    heard_ms: 700,
    decisions: [],
    steal_percent: 1,
    foreign_percent: 2,
    undisturbed: true,
    ...changes,
  };
}
