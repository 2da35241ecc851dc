import { percentile } from '@cascade/budget';
import { isUndisturbed } from '../bench/machine.ts';
import type { MeasuredTurn } from './measure-turn.ts';

export interface ComparedTurn extends MeasuredTurn {
  readonly clip: string;
  readonly system: 'cascade' | 'peer';
}

export interface SystemFigures {
  readonly turns: number;
  readonly answered: number;
  readonly replied_before_end: number;
  readonly no_reply: number;
  readonly failed: number;
  readonly voice_to_voice_ms: Figures;
  /** Of turns with less than 5 % of the machine taken by the hypervisor and less than 15 % by others. */
  readonly undisturbed: Figures;
}

interface Figures {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly n: number;
}

export interface Comparison {
  readonly cascade: SystemFigures;
  readonly peer: SystemFigures;
  /** Cascade's figure over the peer's: 0.5 is twice as fast. */
  readonly ratio: Ratio;
  readonly undisturbed_ratio: Ratio;
  /** Of clips that both answered: the peer's time less Cascade's. */
  readonly median_gain_ms: number | null;
  /** Of clips that Cascade's language model answered, as it is a model that answers all of the peer's. */
  readonly by_language_model: { readonly cascade: Figures; readonly peer: Figures; readonly ratio: Ratio };
  /** Without the peer's turns that waited out a time-out after its end-of-turn model doubted. */
  readonly peer_without_timeouts: Figures;
}

interface Ratio {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** A peer that takes longer than that has waited for something else than its computing: 3 s are Pipecat's fallback. */
const timeoutMs = 3000;

export function compare(turns: readonly ComparedTurn[]): Comparison {
  const cascade = figuresOf(turns.filter(({ system }) => system === 'cascade'));
  const peer = figuresOf(turns.filter(({ system }) => system === 'peer'));
  const quickPeer = turns.filter(
    ({ system, voiceToVoiceMs }) => system === 'peer' && (voiceToVoiceMs ?? 0) < timeoutMs,
  );
  return {
    cascade,
    peer,
    ratio: ratioOf(cascade.voice_to_voice_ms, peer.voice_to_voice_ms),
    undisturbed_ratio: ratioOf(cascade.undisturbed, peer.undisturbed),
    by_language_model: byLanguageModel(turns),
    median_gain_ms: medianGain(turns),
    peer_without_timeouts: percentilesOf(quickPeer),
  };
}

function figuresOf(turns: readonly ComparedTurn[]): SystemFigures {
  const count = (outcome: ComparedTurn['outcome']) => turns.filter((turn) => turn.outcome === outcome).length;
  return {
    turns: turns.length,
    answered: count('answered'),
    replied_before_end: count('replied-before-end'),
    no_reply: count('no-reply'),
    failed: count('failed'),
    voice_to_voice_ms: percentilesOf(turns),
    undisturbed: percentilesOf(turns.filter(isUndisturbed)),
  };
}

function byLanguageModel(turns: readonly ComparedTurn[]): Comparison['by_language_model'] {
  const clips = new Set(turns.filter(({ source }) => source === 'language-model').map(({ clip }) => clip));
  const of = (wanted: ComparedTurn['system']) =>
    percentilesOf(turns.filter(({ clip, system }) => system === wanted && clips.has(clip)));
  const [cascade, peer] = [of('cascade'), of('peer')];
  return { cascade, peer, ratio: ratioOf(cascade, peer) };
}

function percentilesOf(turns: readonly ComparedTurn[]): Figures {
  const delays = turns.flatMap(({ voiceToVoiceMs }) => (voiceToVoiceMs === null ? [] : [voiceToVoiceMs]));
  const at = (percent: number) => (delays.length === 0 ? null : Math.round(percentile(delays, percent) ?? 0));
  return { p50: at(50), p95: at(95), n: delays.length };
}

function ratioOf(one: Figures, other: Figures): Ratio {
  const ratio = (a: number | null, b: number | null) => (a === null || !b ? null : Math.round((100 * a) / b) / 100);
  return { p50: ratio(one.p50, other.p50), p95: ratio(one.p95, other.p95) };
}

function medianGain(turns: readonly ComparedTurn[]): number | null {
  const meanOf = (clip: string, system: ComparedTurn['system']): number | undefined => {
    const delays = turns.flatMap((turn) =>
      turn.clip === clip && turn.system === system && turn.voiceToVoiceMs !== null ? [turn.voiceToVoiceMs] : [],
    );
    return delays.length === 0 ? undefined : delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  };
  const gains = [...new Set(turns.map(({ clip }) => clip))].flatMap((clip) => {
    const [mine, theirs] = [meanOf(clip, 'cascade'), meanOf(clip, 'peer')];
    return mine === undefined || theirs === undefined ? [] : [theirs - mine];
  });
  return gains.length === 0 ? null : Math.round(percentile(gains, 50) ?? 0);
}

/** A table in Markdown. */
export function renderComparison(comparison: Comparison): string {
  const { cascade, peer, ratio, undisturbed_ratio, by_language_model: model, median_gain_ms } = comparison;
  const row = (name: string, { turns, answered, replied_before_end, no_reply, failed, ...of }: SystemFigures) =>
    `| ${[name, turns, answered, replied_before_end, no_reply + failed, show(of.voice_to_voice_ms), show(of.undisturbed)].join(' | ')} |`;
  return [
    '| system | turns | answered | too early | no answer | voice-to-voice p50 / p95 (n) | undisturbed turns |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('Cascade', cascade),
    row('peer', peer),
    '',
    `Cascade takes ${times(ratio.p50)} of the peer's time at the median and ${times(ratio.p95)} at the 95th percentile`,
    `(undisturbed: ${times(undisturbed_ratio.p50)} and ${times(undisturbed_ratio.p95)}); clip by clip the median gain is ${median_gain_ms ?? '–'} ms.`,
    `Clips that Cascade's language model answers: Cascade ${show(model.cascade)}, the peer ${show(model.peer)}; ${times(model.ratio.p50)} and ${times(model.ratio.p95)}.`,
    `The peer without turns of ${timeoutMs} ms and more, which waited out a time-out: ${show(comparison.peer_without_timeouts)}.`,
  ].join('\n');
}

const show = ({ p50, p95, n }: Figures): string => (n === 0 ? '–' : `${p50} / ${p95} ms (${n})`);
const times = (ratio: number | null): string => (ratio === null ? '–' : ratio.toFixed(2));
