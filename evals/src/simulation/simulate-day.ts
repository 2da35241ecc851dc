import { createHash } from 'node:crypto';
import { percentile } from './distributions.ts';
import { readRecordedUtterances } from './recorded-utterances.ts';
import { type SimulatedSession, simulateSession } from './simulate-session.ts';
import { frequentFaults, livelyManners, measuredLatencies, scaled, type World } from './world.ts';

export interface DayOptions {
  readonly seed: string;
  /** Of conversation, one session after the other. */
  readonly hours: number;
  /** How often things fail, against `frequentFaults`; 0: never. */
  readonly faults: number;
  writeLog?(line: string): void;
}

export interface SimulatedDay {
  readonly seed: string;
  readonly hours: number;
  readonly faults_factor: number;
  readonly sessions: number;
  readonly turns: number;
  readonly vanished: number;
  /** Turns after which the user heard nothing for 15 s. */
  readonly unanswered: number;
  readonly barge_ins: number;
  readonly backchannels: number;
  /** Replies whose text in the conversation was held against what came out of the loudspeaker. */
  readonly histories_checked: number;
  /** What the turn manager did, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  /** On the virtual clock: from scripted stages, so it says what the waiting adds up to, not how fast a machine is. */
  readonly voice_to_voice_ms: { readonly p50: number | null; readonly p95: number | null; readonly n: number };
  readonly violations: SimulatedSession['violations'];
  /** Of all event logs: the same seed gives the same one. */
  readonly digest: string;
}

/** Conversations one after the other until they are so many hours together. */
export async function simulateDay(options: DayOptions): Promise<SimulatedDay> {
  const { seed, hours, faults: factor } = options;
  const world: World = {
    latencies: measuredLatencies,
    faults: scaled(frequentFaults, factor),
    manners: livelyManners,
  };
  const utterances = readRecordedUtterances();
  const sessions: SimulatedSession[] = [];
  for (let doneMs = 0; doneMs < hours * 3_600_000; doneMs += sessions.at(-1)?.durationMs ?? 0) {
    const { writeLog } = options;
    const script = { seed: `${seed}_${sessions.length + 1}`, world, utterances, ...(writeLog ? { writeLog } : {}) };
    sessions.push(await simulateSession(script));
  }
  return summarize(options, sessions);
}

function summarize({ seed, faults }: DayOptions, sessions: readonly SimulatedSession[]): SimulatedDay {
  const sum = (pick: (session: SimulatedSession) => number) =>
    sessions.reduce((total, session) => total + pick(session), 0);
  const voiceToVoice = sessions.flatMap(({ voiceToVoiceMs }) => voiceToVoiceMs);
  const rounded = (value: number | null) => (value === null ? null : Math.round(value));
  return {
    seed,
    hours: Math.round(sum(({ durationMs }) => durationMs) / 36_000) / 100,
    faults_factor: faults,
    sessions: sessions.length,
    turns: sum(({ turns }) => turns),
    vanished: sum(({ vanished }) => (vanished ? 1 : 0)),
    unanswered: sum(({ unanswered }) => unanswered),
    barge_ins: sum(({ bargeIns }) => bargeIns),
    backchannels: sum(({ backchannels }) => backchannels),
    histories_checked: sum(({ historiesChecked }) => historiesChecked),
    counts: added(sessions.map(({ counts }) => counts)),
    faults: added(sessions.map((session) => session.faults)),
    voice_to_voice_ms: {
      p50: rounded(percentile(voiceToVoice, 0.5)),
      p95: rounded(percentile(voiceToVoice, 0.95)),
      n: voiceToVoice.length,
    },
    violations: sessions.flatMap(({ violations }) => violations),
    digest: sessions.reduce((hash, { digest }) => hash.update(digest), createHash('sha256')).digest('hex'),
  };
}

function added(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const part of parts)
    for (const [name, count] of Object.entries(part)) totals[name] = (totals[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(totals).toSorted(([a], [b]) => a.localeCompare(b)));
}

const shownViolations = 20;

/** For people. */
export function describeDay(day: SimulatedDay): string {
  const { p50, p95, n } = day.voice_to_voice_ms;
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);
  const hidden = day.violations.length - shownViolations;
  return [
    `seed ${day.seed}: ${day.hours} hours of conversation in ${day.sessions} sessions, ${day.turns} turns`,
    `${day.barge_ins} interruptions and ${day.backchannels} backchannels tried, ${day.vanished} clients vanished`,
    `voice-to-voice on the virtual clock: p50 ${p50} ms, p95 ${p95} ms (${n} turns); ${day.unanswered} turns heard no reply`,
    `${day.histories_checked} replies held against what was heard`,
    'turn manager:',
    ...list(day.counts),
    'faults:',
    ...list(day.faults),
    `digest ${day.digest}`,
    `violations: ${day.violations.length}`,
    ...day.violations
      .slice(0, shownViolations)
      .map(({ session, atMs, rule, detail }) => `  ${session} at ${atMs} ms, ${rule}: ${detail}`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
  ].join('\n');
}
