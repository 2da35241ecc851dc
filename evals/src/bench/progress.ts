import type { InterruptionResult, TurnResult } from './results.ts';

/** One line for who waits. */
export function progressLine(what: TurnResult | InterruptionResult, done: number, all: number): string {
  const count = Number.isFinite(all) ? `${done}/${all}` : String(done);
  const parts = 'outcome' in what ? turnParts(what) : interruptionParts(what);
  return [count, what.clip, ...parts, what.problem === null ? '' : `! ${what.problem}`].filter(Boolean).join('  ');
}

function turnParts(turn: TurnResult): string[] {
  const { outcome, voice_to_voice_ms: delay, answer_source, early_cutoff, undisturbed, steal_percent } = turn;
  return [
    delay === null ? outcome : `${Math.round(delay)} ms`,
    answer_source ?? '',
    early_cutoff ? 'cut off' : '',
    undisturbed || steal_percent === null ? '' : 'disturbed',
    `"${turn.transcript}"`,
  ];
}

const interruptionParts = ({ result, stop_latency_ms: stop }: InterruptionResult): string[] => [
  'interrupted:',
  stop === null ? result : `${result} after ${Math.round(stop)} ms`,
];
