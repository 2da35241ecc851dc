import type { BudgetsMs, StageTeams } from '@cascade/budget';
import { slicesOf, verdictsOf } from '@cascade/budget';
import { inputRateHz, type TurnRecord, type TurnVerdict } from '@cascade/contracts';
import type { PlannedTurn } from './schedule.ts';

/** What is kept of a turn record: no words of anybody. */
export interface TurnFacts {
  readonly responseId: string | undefined;
  /** On the audio clock. */
  readonly startSample: number;
  readonly endSample: number;
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly verdicts: readonly TurnVerdict[];
  readonly slices: readonly string[];
}

/** @param budgetsMs what a single turn is judged by */
export function turnFactsOf(record: TurnRecord, budgetsMs: BudgetsMs, teams: StageTeams): TurnFacts {
  return {
    responseId: record.response?.response_id,
    startSample: record.audio.start_sample,
    endSample: record.audio.end_sample,
    stagesMs: record.stages_ms,
    verdicts: verdictsOf(record, { budgetsMs, teams }),
    slices: slicesOf(record),
  };
}

/** A planned turn that was said; times on the client's clock, from the beginning of the run. */
export interface SaidTurn {
  readonly planned: PlannedTurn;
  /** When its first sample was to be captured: where the latency's zero lies, plus the speech. */
  readonly baseMs: number;
  /** On the audio clock. */
  readonly startSample: number;
}

export interface HeardReply {
  readonly responseId: string;
  readonly createdMs: number;
  readonly firstAudibleMs: number | undefined;
}

/** What became of a planned turn. */
export interface LoadTurn {
  readonly client: number;
  readonly number: number;
  readonly clip: string;
  /** When its answer was due, which is when its last speech sample was. */
  readonly spokenMs: number;
  readonly interrupts: boolean;
  /**
   * `early`: the answer was heard before the last speech sample. `unanswered`: nothing was heard before the next turn or the end.
   * `no-session`: it was due and there was nobody to say it to.
   */
  readonly outcome: 'answered' | 'early' | 'unanswered' | 'no-session';
  /** From when it was due; of an unanswered turn, what was waited in vain. Null when early. */
  readonly voiceToVoiceMs: number | null;
  readonly facts: TurnFacts | undefined;
  /** Most that the generator itself was late with sound, from the turn's first sample to its answer. */
  readonly generatorLateMs: number;
}

/** Sound that the generator sent late. */
export interface LateSound {
  readonly atMs: number;
  readonly lateMs: number;
}

export interface ConversationTrace {
  readonly said: readonly SaidTurn[];
  readonly replies: readonly HeardReply[];
  readonly records: readonly TurnFacts[];
  readonly late: readonly LateSound[];
  readonly endedMs: number;
}

const samplesPerMs = inputRateHz / 1000;

/**
 * Pairs what was said with what was heard. By the turn records where there are any: a record's audio tells which planned turn it
 * is of, and its response which reply. Otherwise a reply belongs to the turn after which it began.
 */
export function turnsOfConversation(client: number, firstNumber: number, trace: ConversationTrace): LoadTurn[] {
  const { said, endedMs } = trace;
  return said.map((turn, index) => {
    const { planned, baseMs, startSample } = turn;
    const { clip, interrupts } = planned;
    const nextMs = said[index + 1]?.baseMs ?? endedMs;
    const records = recordsOf(turn, said[index + 1], trace.records);
    const facts = records.findLast(({ responseId }) => responseId !== undefined) ?? records.at(-1);
    const audibleMs = audibleOf(facts, trace.replies, baseMs, nextMs);
    const byLevelMs = baseMs + clip.lastSpeech / samplesPerMs;
    // Noise may hide the end of speech: then it is where the service, which took all of it for one turn, heard it.
    const [only] = records;
    const hidden =
      records.length === 1 &&
      only &&
      audibleMs !== undefined &&
      audibleMs < byLevelMs &&
      only.endSample > only.startSample;
    const spokenMs = hidden ? Math.min(byLevelMs, baseMs + (only.endSample - startSample) / samplesPerMs) : byLevelMs;
    const waitedMs = Math.max(0, Math.max(nextMs, byLevelMs) - spokenMs);
    const outcome = audibleMs === undefined ? 'unanswered' : audibleMs < spokenMs ? 'early' : 'answered';
    return {
      client,
      number: firstNumber + index,
      clip: clip.id,
      spokenMs: planned.spokenMs,
      interrupts,
      outcome,
      voiceToVoiceMs: outcome === 'early' ? null : round(audibleMs === undefined ? waitedMs : audibleMs - spokenMs),
      facts,
      generatorLateMs: Math.max(0, ...lateFrom(baseMs, audibleMs ?? nextMs, trace.late)),
    };
  });
}

function recordsOf(turn: SaidTurn, next: SaidTurn | undefined, records: readonly TurnFacts[]): readonly TurnFacts[] {
  const endSample = next?.startSample ?? Number.POSITIVE_INFINITY;
  return records.filter(
    (record) => record.startSample >= turn.startSample - leadSamples && record.startSample < endSample - leadSamples,
  );
}

const lateFrom = (fromMs: number, toMs: number, late: readonly LateSound[]): number[] =>
  late.filter(({ atMs, lateMs }) => atMs >= fromMs && atMs - lateMs <= toMs).map(({ lateMs }) => lateMs);

/** A voice detector may hear speech begin a little before its first sample. */
const leadSamples = 200 * samplesPerMs;

function audibleOf(
  facts: TurnFacts | undefined,
  replies: readonly HeardReply[],
  fromMs: number,
  toMs: number,
): number | undefined {
  if (facts) return replies.find(({ responseId }) => responseId === facts.responseId)?.firstAudibleMs;
  return replies.findLast(
    ({ createdMs, firstAudibleMs }) => createdMs >= fromMs && createdMs < toMs && firstAudibleMs !== undefined,
  )?.firstAudibleMs;
}

const round = (value: number): number => Math.round(value * 10) / 10;
