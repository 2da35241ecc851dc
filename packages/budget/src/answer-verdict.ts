import { type StageName, stageNames, type TurnRecord, type TurnVerdict } from '@cascade/contracts';
import { faultedStretches } from './fault-spans.ts';
import { criticalSpans } from './latency-parts.ts';
import { formatMs } from './text-table.ts';

/** What the turn manager says when it asks to hear it again: the recognizer's failure leaves no other trace. */
const unrecognized = 'the speech could not be recognized';

/** What a recorder says of speech that no turn was made of. */
const unheardSpeech = 'sound like speech';
const lostAudio = 'has not gone on from the gateway';
const neverCommitted = 'was not committed in';
const failedStage = /^the stage (\w+) failed/;

const stageOfCode: Readonly<Record<string, StageName>> = {
  transcription_failed: 'asr',
  synthesis_failed: 'tts',
  planner_unavailable: 'planner',
  planner_timeout: 'planner',
  planner_nonsense: 'planner',
};

/** The path to an answer: the stage that has yet to do something, when what it does is missing. */
const steps: readonly { readonly name: string; readonly stage: StageName; readonly missing: string }[] = [
  { name: 'final', stage: 'asr', missing: 'no final transcript came' },
  { name: 'end-of-turn', stage: 'turn', missing: 'the turn was never committed' },
  { name: 'first-clause', stage: 'planner', missing: 'no clause was planned' },
  { name: 'first-audio', stage: 'tts', missing: 'no audio was made' },
  { name: 'playback', stage: 'gateway', missing: 'none of its audio was played' },
];

/** The verdict on an answer that was due and did not come, or failed; undefined when there is nothing to say of it. */
export function answerVerdict(
  record: TurnRecord,
  { team, patienceMs }: { team: (stage: StageName) => string; patienceMs: number },
): TurnVerdict | undefined {
  const why = failureOf(record, patienceMs);
  if (!why) return undefined;
  const step = nextStep(record);
  const stage = faultyStage(record, step?.stage) ?? why.stage ?? step?.stage ?? 'gateway';
  const missing = step && isUnheard(record) ? `: ${step.missing}` : '';
  const fault = faultOf(record, stage);
  const byFault = fault ? `; fault switch ${fault} on ${stage}` : '';
  return {
    budget: 'answer',
    stage,
    owner: 'failure',
    team: team(stage),
    observed_ms: null,
    budget_ms: null,
    parts_ms: {},
    reason: `${why.text}${missing}${byFault}.`,
  };
}

interface Failure {
  readonly text: string;
  readonly stage?: StageName | undefined;
}

function failureOf(record: TurnRecord, patienceMs: number): Failure | undefined {
  const { response, final_transcript, tool_calls } = record;
  const code = response?.error_code;
  if (code) return { text: `The response failed with ${code}`, stage: stageOfCode[code] };
  if (response?.status === 'failed' || response?.source === 'apology') return { text: 'The response failed' };
  if (record.decisions.some(({ reason }) => reason.startsWith(unrecognized)))
    return { text: 'The speech could not be recognized', stage: 'asr' };
  const lost = lostSpeech(record);
  if (lost) return lost;
  if (!isUnheard(record)) return undefined;
  if (isBroken(record)) return { text: 'No response was heard' };
  // A call of a function that the client runs is an answer without sound.
  if (final_transcript === '' || !wasAskedFor(record) || tool_calls.length > 0) return undefined;
  const { kind, waitedMs } = patience(record);
  if (kind === undefined) return { text: 'The turn was committed with words and no response was heard' };
  if (waitedMs <= patienceMs) return undefined;
  return { text: `No response was heard in ${formatMs(waitedMs)} ms, at most ${formatMs(patienceMs)} were due` };
}

function lostSpeech({ decisions, final_transcript }: TurnRecord): Failure | undefined {
  for (const { reason } of decisions) {
    if (reason.startsWith(unheardSpeech)) return { text: 'The speech was not heard', stage: 'vad' };
    if (reason.includes(neverCommitted)) {
      return { text: 'The turn was never committed', stage: final_transcript === '' ? 'asr' : 'turn' };
    }
    if (reason.endsWith(lostAudio)) return { text: 'The audio was lost', stage: 'gateway' };
    const stage = failedStage.exec(reason)?.[1];
    const known = stageNames.find((name) => name === stage);
    if (known) return { text: `The stage ${known} failed and ended the session`, stage: known };
  }
  return undefined;
}

/** The turn was committed, and not only for a client that asks for responses itself, or not at all. */
function wasAskedFor({ decisions, response }: TurnRecord): boolean {
  const last = decisions.findLast(({ kind }) => kind === 'commit' || kind === 'respond' || kind === 'reopen');
  return last?.kind === 'respond' || (last?.kind === 'commit' && response !== null);
}

const isUnheard = ({ playback, heard_text }: TurnRecord): boolean =>
  playback.started_at_ms === null && heard_text === '';

/** Stopped before it was heard is the user's or the client's choice, unless it had taken too long already. */
function patience({ response, decisions }: TurnRecord): { kind?: 'stopped'; waitedMs: number } {
  if (response?.status !== 'interrupted' && response?.status !== 'cancelled') return { waitedMs: 0 };
  const stop = decisions.findLast(({ kind }) => kind === 'barge-in' || kind === 'cancel' || kind === 'reopen');
  return { kind: 'stopped', waitedMs: stop?.at_ms ?? 0 };
}

function nextStep(record: TurnRecord) {
  const reached = new Set(criticalSpans(record).map(({ name }) => name));
  const last = steps.findLastIndex(({ name }) => reached.has(name));
  return steps[last + 1];
}

const breaks = (kind: string): boolean => kind !== 'slow';

const brokenStages = (record: TurnRecord): StageName[] => [
  ...(record.faults ?? []).filter(({ kind }) => breaks(kind)).map(({ stage }) => stage),
  ...faultedStretches(record)
    .filter(({ kind }) => breaks(kind))
    .map(({ stage }) => stage),
];

const isBroken = (record: TurnRecord): boolean => brokenStages(record).length > 0;

/** Of several broken stages, the one that was to do the next step. */
function faultyStage(record: TurnRecord, next: StageName | undefined): StageName | undefined {
  const broken = brokenStages(record);
  return broken.find((stage) => stage === next) ?? broken[0];
}

const faultOf = ({ faults }: TurnRecord, stage: StageName): string | undefined =>
  faults?.find((fault) => fault.stage === stage)?.kind;
