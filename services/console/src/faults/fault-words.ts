import type { FaultKind, FaultSwitch, StageName } from '@cascade/contracts';

/** The stages in the order that data takes, with what they are for those who don't know the short names. */
export const stageWords: Readonly<Record<StageName, string>> = {
  gateway: 'edge: sockets and pacing',
  vad: 'speech detection',
  asr: 'recognition',
  turn: 'end of turn',
  planner: 'planning the reply',
  tts: 'voice',
};

/** What a switch does to its stage's work. */
export const kindWords: Readonly<Record<FaultKind, string>> = {
  slow: 'Each piece of work takes longer.',
  fail: 'Its work fails with an error.',
  drop: 'Its results are lost without a word.',
  stall: 'Its results are held back until the switch is off.',
};

/** `slow asr by 1,500 ms, in half of the sessions` … */
export function faultText({ kind, stage, delay_ms, session_share, session_id }: FaultSwitch): string {
  const what = kind === 'slow' ? `slow ${stage} by ${delay_ms.toLocaleString('en')} ms` : `${kind} ${stage}`;
  if (session_id !== undefined) return `${what}, in one session`;
  return session_share === 1
    ? `${what}, in all sessions`
    : `${what}, in ${Math.round(100 * session_share)} % of sessions`;
}

/** `4:32`. */
export function timeLeft({ until }: Pick<FaultSwitch, 'until'>, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
