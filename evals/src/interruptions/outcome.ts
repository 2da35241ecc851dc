import { audiblyPlayedMs, lastAudibleMs } from '../call/audible.ts';
import type { Loudspeaker } from '../call/loudspeaker.ts';
import { type Reply, repliesIn } from '../call/reply.ts';
import { type HistoryVerdict, judgeHistory } from './heard-words.ts';
import { type Kind, type Phase, trueKinds } from './plan.ts';
import type { ScenarioRun } from './run-scenario.ts';

/** What one interruption did, measured at the client. Milliseconds; those `after` count from the sound's first sample. */
export interface Outcome {
  readonly id: string;
  readonly kind: Kind;
  readonly phase: Phase;
  readonly levelDbfs: number;
  /** What was heard over the reply. */
  readonly sound: string;
  /**
   * `nothing-left`: the reply was over, or its last audible sample came within 300 ms, so that there was nothing to stop.
   * `failed`: the scenario could not be played.
   */
  readonly result: 'stopped' | 'went-on' | 'nothing-left' | 'failed';
  /** How much of the reply had been heard when the sound began. */
  readonly heardMs: number;
  /** Until the last audible sample of the reply; absent when it was not stopped, or never heard. */
  readonly stopLatencyMs?: number;
  readonly duckedAfterMs?: number;
  readonly unduckedAfterMs?: number;
  /** The rest of a reply that was stopped by mistake: where it went on, and how far it had been heard, in characters. */
  readonly resumed?: { readonly fromChar: number; readonly heardChars: number };
  /** A later reply answered the sound. */
  readonly answered: boolean;
  /** `speech_started` was sent, on which clients of others stop playing, though the reply went on. */
  readonly speechStartedAnyway: boolean;
  readonly transcripts: readonly string[];
  readonly history: readonly HistoryVerdict[];
  readonly decisions: readonly string[];
  /** How late the client itself was with a chunk of audio, at most: part of that is in the latencies. */
  readonly clientLateMs: number;
  readonly problems: readonly string[];
}

/** A stop that comes within this needs none: it is the longest that one may take. */
const stopLimitMs = 300;

export function outcomeOf(run: ScenarioRun): Outcome {
  const { scenario, events, loudspeaker, sound, failure } = run;
  const replies = repliesIn(events);
  const target = replies.find(({ responseId }) => responseId === run.targetId);
  const later = target ? replies.slice(replies.indexOf(target) + 1) : [];
  const endedMs = target?.itemId === undefined ? undefined : lastAudibleMs(loudspeaker, [target.itemId]);
  const result = resultOf(run, target, endedMs);
  const resumed = target && later.map((reply) => resumption(target, reply, run)).find((found) => found !== undefined);
  const startMs = sound?.startMs;
  const ducks = startMs === undefined ? {} : duckTimes(run, startMs);
  const measured = {
    ...(result === 'stopped' && startMs !== undefined && endedMs !== undefined
      ? { stopLatencyMs: Math.max(0, endedMs - startMs) }
      : {}),
    ...ducks,
    ...(resumed ? { resumed } : {}),
  };
  const outcome = {
    id: scenario.id,
    kind: scenario.kind,
    phase: scenario.phase,
    levelDbfs: scenario.levelDbfs,
    sound: sound?.name ?? (scenario.echo ? 'echo' : 'none'),
    result,
    heardMs: startMs === undefined || !target?.itemId ? 0 : playedBy(loudspeaker, target.itemId, startMs),
    ...measured,
    answered: later.some((reply) => reply.itemId !== undefined && !(target && resumption(target, reply, run))),
    speechStartedAnyway: result === 'went-on' && speechStartedDuring(run, target),
    transcripts: events.flatMap(({ event }) =>
      event.type === 'conversation.item.input_audio_transcription.completed' ? [event.transcript] : [],
    ),
    history: replies.flatMap((reply, index) => historyOf(reply, replies.slice(index + 1), run)),
    decisions: decisionsOf(run, startMs),
    clientLateMs: run.maxSendLateMs,
  };
  const problems = failure === undefined ? problemsOf(outcome) : [failure];
  const malformed = run.malformed.length > 0 ? [`${run.malformed.length} malformed events`] : [];
  return { ...outcome, problems: [...problems, ...malformed] };
}

function resultOf(run: ScenarioRun, target: Reply | undefined, endedMs: number | undefined): Outcome['result'] {
  if (run.failure !== undefined || !target) return 'failed';
  if (run.scenario.phase === 'after-end') return 'nothing-left';
  const byClient = run.clientCutMs !== undefined && (target.doneMs ?? Infinity) >= run.clientCutMs;
  if (target.status === 'cancelled' && !byClient) return 'stopped';
  const startMs = run.sound?.startMs;
  const overSoon = !byClient && startMs !== undefined && (endedMs ?? 0) < startMs + stopLimitMs;
  return overSoon ? 'nothing-left' : 'went-on';
}

function problemsOf(outcome: Omit<Outcome, 'problems'>): string[] {
  const { kind, result, answered, stopLatencyMs, history } = outcome;
  const wrongs = history.filter(({ verdict }) => verdict === 'different').length;
  return [
    ...(trueKinds.has(kind) && result === 'went-on' ? ['not stopped'] : []),
    ...(trueKinds.has(kind) && !answered ? ['not answered'] : []),
    ...(!trueKinds.has(kind) && result === 'stopped' ? ['stopped'] : []),
    ...(!trueKinds.has(kind) && result !== 'nothing-left' && answered ? ['answered'] : []),
    ...(trueKinds.has(kind) && (stopLatencyMs ?? 0) > stopLimitMs
      ? [`stopped after ${Math.round(stopLatencyMs!)} ms`]
      : []),
    ...(wrongs > 0 ? [`history differs in ${wrongs} of ${history.length} replies`] : []),
  ];
}

function playedBy(loudspeaker: Loudspeaker, itemId: string, atMs: number): number {
  const played = loudspeaker.stretches
    .filter((stretch) => stretch.itemId === itemId)
    .map(({ startSample, count }) => {
      const beginMs = loudspeaker.timeOf(startSample);
      return Math.min(Math.max(0, atMs - beginMs), loudspeaker.timeOf(startSample + count) - beginMs);
    });
  return played.reduce((sum, ms) => sum + ms, 0);
}

function duckTimes({ events }: ScenarioRun, startMs: number): Pick<Outcome, 'duckedAfterMs' | 'unduckedAfterMs'> {
  const ducks = events.flatMap(({ atMs, event }) => {
    if (atMs < startMs) return [];
    if (event.type === 'cascade.playback.duck') return [{ atMs, ducked: event.ducked }];
    const decided = event.type === 'cascade.turn.decision' && (event.kind === 'duck' || event.kind === 'unduck');
    return decided ? [{ atMs, ducked: event.kind === 'duck' }] : [];
  });
  const first = ducks.find(({ ducked }) => ducked);
  const back = first && ducks.find(({ atMs, ducked }) => !ducked && atMs >= first.atMs);
  return {
    ...(first ? { duckedAfterMs: first.atMs - startMs } : {}),
    ...(back ? { unduckedAfterMs: back.atMs - startMs } : {}),
  };
}

const letters = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A later reply that says the rest of the target is that reply going on. */
function resumption(target: Reply, later: Reply, { kept, events }: ScenarioRun): Outcome['resumed'] | undefined {
  const isResumed = events.some(
    ({ event }) =>
      event.type === 'cascade.turn.decision' && event.kind === 'resume' && event.reason.includes(later.responseId),
  );
  if (!isResumed) return undefined;
  const rest = letters(later.text);
  const whole = letters(target.text);
  // While it is being made, only its beginning is known.
  const fromChar = rest.length < 8 ? -1 : whole.lastIndexOf(rest);
  if (fromChar < 0) return undefined;
  return { fromChar, heardChars: letters(kept.get(target.itemId ?? '') ?? '').length };
}

function speechStartedDuring({ events, sound }: ScenarioRun, target: Reply | undefined): boolean {
  const from = sound?.startMs ?? target?.createdMs ?? Infinity;
  const to = target?.doneMs ?? Infinity;
  return events.some(
    ({ atMs, event }) => event.type === 'input_audio_buffer.speech_started' && atMs >= from && atMs <= to,
  );
}

function historyOf(reply: Reply, later: readonly Reply[], run: ScenarioRun): HistoryVerdict[] {
  const { kept, loudspeaker } = run;
  const { itemId } = reply;
  if (itemId === undefined || !kept.has(itemId)) return [];
  const keptText = kept.get(itemId);
  const judged = judgeHistory({ ...reply, itemId }, audiblyPlayedMs(loudspeaker, itemId), keptText ?? '');
  if (keptText === undefined) return [{ ...judged, verdict: 'different' }];
  // What a later reply says again, from the beginning of its clause, is kept there.
  const rest = later.map((other) => resumption(reply, other, run)).find((found) => found !== undefined);
  const isKeptOnce =
    rest !== undefined && judged.heardText.startsWith(keptText) && rest.fromChar <= keptText.length + 1;
  return [isKeptOnce ? { ...judged, verdict: 'equal' } : judged];
}

function decisionsOf({ events }: ScenarioRun, startMs: number | undefined): string[] {
  const zeroMs = startMs ?? events[0]?.atMs ?? 0;
  return events.flatMap(({ atMs, event }) =>
    event.type === 'cascade.turn.decision'
      ? [`${Math.round(atMs - zeroMs)} ms ${event.kind}: ${event.reason}`]
      : event.type === 'error'
        ? [`${Math.round(atMs - zeroMs)} ms error: ${event.error.message}`]
        : [],
  );
}
