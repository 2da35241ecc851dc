import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import type { ActivityKind } from './activity.ts';
import type { EdgeId } from './diagram-shape.ts';
import type { Light, Lights } from './lights.ts';

/** Times are the record's: milliseconds since the user's last speech sample. */
export interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Something in a turn that is worth a stop. */
export interface Moment {
  readonly atMs: number;
  readonly says: string;
}

export const replaySpeeds = [0.05, 0.1, 0.25, 1] as const;
export type ReplaySpeed = (typeof replaySpeeds)[number];

/** A little of the reply is enough to see it play. */
const playbackShownMs = 900;
const audioRateHz = 16_000;
const decisionShownMs = 180;
const partialShownMs = 160;

/** When the user began to speak. */
export const speechStartMs = ({ audio }: TurnRecord): number =>
  (-(audio.end_sample - audio.start_sample) / audioRateHz) * 1000;

const playbackStartMs = ({ playback, voice_to_voice_ms }: TurnRecord): number | null =>
  playback.started_at_ms ?? voice_to_voice_ms;

/** From the first sound of the user to a little after the first sound of the reply. */
export function replayRange(record: TurnRecord): ReplayRange {
  const critical = record.spans.filter(({ critical }) => critical);
  const playbackMs = playbackStartMs(record);
  const lastMs = Math.max(0, ...critical.map(({ end_ms }) => end_ms), ...record.decisions.map(({ at_ms }) => at_ms));
  const heardMs = Math.min(playbackShownMs, record.playback.played_ms);
  return {
    fromMs: Math.floor(speechStartMs(record)),
    toMs: Math.ceil(playbackMs === null ? lastMs + 200 : playbackMs + heardMs),
  };
}

/** Which stages are at work at one moment of the turn, by its spans, partials, decisions and playback. Pure. */
export function lightsOf(record: TurnRecord, atMs: number): Lights {
  const lights: Partial<Record<keyof Lights, Light>> = {};
  const light = (stage: keyof Lights, kind: ActivityKind, says: string, ...edges: EdgeId[]) => {
    lights[stage] = { kind, says, edges, untilMs: Number.POSITIVE_INFINITY };
  };
  if (atMs >= speechStartMs(record) && atMs < 0) {
    light('client', 'hearing', 'speech', 'audio-in');
    light('gateway', 'hearing', 'audio in', 'audio-to-vad', 'audio-to-asr');
    light('vad', 'hearing', 'speech', 'speech');
  }
  // What was computed says more than the wait that it was part of.
  const open = record.spans.filter(({ start_ms, end_ms }) => start_ms <= atMs && atMs < end_ms);
  const byWork = open.toSorted((a, b) => Number(b.critical) - Number(a.critical));
  for (const span of byWork) {
    const [says, edges] = spanWords[`${span.stage} ${span.name}`] ?? [span.name.replaceAll('-', ' '), []];
    light(span.stage, kindWithin(span, atMs), says, ...edges);
  }
  const playbackMs = playbackStartMs(record);
  if (playbackMs !== null && atMs >= playbackMs && atMs < playbackMs + record.playback.played_ms) {
    light('gateway', 'speaking', 'pacing', 'audio-out', 'position');
    light('playback', 'speaking', 'playing');
  }
  const partial = record.partials.findLast(({ at_ms }) => at_ms <= atMs);
  if (partial && partial.text !== '' && atMs < partial.at_ms + partialShownMs) {
    light('asr', 'computing', 'partial', 'transcripts');
  }
  const decision = record.decisions.findLast(({ at_ms }) => at_ms <= atMs);
  if (decision && atMs < decision.at_ms + decisionShownMs) {
    const [says, edges] = decisionWords[decision.kind];
    light('turn', decision.kind === 'wait' ? 'waiting' : 'deciding', says, ...edges);
  }
  if (atMs >= replayRange(record).toMs) {
    const over = Object.keys(record.budget.violations).length > 0;
    light('records', over ? 'failed' : 'computing', over ? 'over budget' : 'within budget', 'spans');
  }
  return lights;
}

/** A span is queueing at first, then computing; what is left of it is waiting. */
function kindWithin(span: RecordSpan, atMs: number): ActivityKind {
  if (span.stage === 'vad' && span.wait_ms > span.compute_ms) return 'waiting';
  const computedMs = span.start_ms + span.queue_ms + span.compute_ms;
  // The model's server computes in another process: nothing of it is known but the time it took.
  const isOwn = span.queue_ms + span.compute_ms > 0;
  if (!isOwn) return span.stage === 'planner' ? 'computing' : 'waiting';
  return atMs < span.start_ms + span.queue_ms || atMs >= computedMs ? 'waiting' : 'computing';
}

const spanWords: Readonly<Record<string, readonly [string, readonly EdgeId[]]>> = {
  'gateway client-buffering': ['chunk on its way', ['audio-in']],
  'gateway playback': ['first audio', ['audio-out']],
  'gateway delivery': ['on its way', ['audio-out']],
  'vad pause': ['counts silence', ['audio-to-vad']],
  'vad speech-tail': ['speech fades', ['audio-to-vad']],
  'vad speech-start': ['speech', ['speech']],
  'vad speech-pause': ['pause', ['speech']],
  'asr partial': ['partial', ['transcripts']],
  'asr final': ['final', ['transcripts']],
  'turn end-of-turn': ['end of turn?', []],
  'planner fast-path': ['fast path', ['plan']],
  'planner first-token': ['first token', ['plan']],
  'planner generation': ['writes', ['text']],
  'planner first-clause': ['first clause', ['plan']],
  'tts first-audio': ['first clause', ['text']],
  'tts clause': ['clause', ['clauses']],
};

const decisionWords: Readonly<Record<TurnRecord['decisions'][number]['kind'], readonly [string, readonly EdgeId[]]>> = {
  'turn-start': ['turn begins', []],
  wait: ['waits', []],
  commit: ['end of turn', ['utterance-end']],
  reopen: ['taken up again', ['cancel']],
  ignore: ['ignored', []],
  'barge-in': ['interrupted', ['cancel']],
  respond: ['answers', ['plan']],
  cancel: ['cancelled', ['cancel']],
  announce: ['announces', ['plan']],
  speculate: ['works ahead', ['plan']],
  discard: ['throws away', ['cancel']],
  duck: ['an interruption?', []],
  unduck: ['no interruption', []],
  resume: ['takes up the reply', ['plan']],
  reprompt: ['asks again', ['plan']],
  filler: ['bridges a wait', ['plan']],
};

/** The turn told as a list, in order: what a replay shows, for those who do not see it. */
export function momentsOf(record: TurnRecord): Moment[] {
  const moments: Moment[] = [{ atMs: speechStartMs(record), says: 'You begin to speak.' }];
  const [first] = record.partials.filter(({ text }) => text !== '');
  if (first) moments.push({ atMs: first.at_ms, says: `First partial transcript: “${first.text}”.` });
  moments.push({ atMs: 0, says: 'Your last speech sample. From here on you wait.' });
  for (const span of record.spans.filter(({ critical }) => critical)) {
    const says = criticalEnds[`${span.stage} ${span.name}`];
    if (says) moments.push({ atMs: span.end_ms, says });
  }
  for (const { at_ms, kind, reason } of record.decisions) {
    if (kind !== 'respond') moments.push({ atMs: at_ms, says: `Decision, ${kind}: ${reason}.` });
  }
  return moments.toSorted((a, b) => a.atMs - b.atMs);
}

const criticalEnds: Readonly<Record<string, string>> = {
  'vad pause': 'The voice detector tells a pause; the final transcript is begun.',
  'asr final': 'The final transcript is there.',
  'turn end-of-turn': 'The turn is over; planning begins.',
  'planner first-clause': 'The first clause is written and handed to the voice.',
  'tts first-audio': 'The first audio is made.',
  'gateway playback': 'The first sound of the reply.',
};

/** Where playback is at `nowMs`; it stays at the end until it is begun anew. */
export const positionAt = (range: ReplayRange, startedAtMs: number, nowMs: number, speed: number): number =>
  Math.min(range.toMs, range.fromMs + (nowMs - startedAtMs) * speed);
