import { percentile } from '@cascade/budget';
import { nearCutMs } from './heard-words.ts';
import type { Outcome } from './outcome.ts';
import { type Kind, kinds, trueKinds } from './plan.ts';

/** One figure that is wanted, and what it came to; null where nothing was measured. */
export interface WantedFigure {
  readonly name: string;
  readonly wanted: string;
  readonly measured: number | null;
  readonly reached: boolean;
}

export interface KindSummary {
  readonly kind: Kind;
  readonly played: number;
  /** Of them, those with something left to stop. */
  readonly judged: number;
  readonly stopped: number;
  readonly answered: number;
  readonly ducked: number;
  readonly resumed: number;
  readonly stopLatencyP50Ms: number | null;
  readonly stopLatencyP95Ms: number | null;
}

export interface InterruptionSummary {
  readonly interruptions: number;
  readonly kinds: readonly KindSummary[];
  readonly history: { readonly replies: number; readonly near: number; readonly different: number };
  readonly speechStartedAnyway: number;
  /** Of the measuring client itself, 95th percentile over the interruptions. */
  readonly clientLateP95Ms: number | null;
  readonly figures: readonly WantedFigure[];
  readonly reached: boolean;
}

const groups: readonly { readonly name: string; readonly kinds: readonly Kind[] }[] = [
  { name: 'backchannels that did not stop the reply', kinds: ['backchannel'] },
  { name: 'coughs and noises that did not stop it', kinds: ['cough', 'noise'] },
  { name: 'echoes that did not stop it', kinds: ['echo-20', 'echo-10'] },
];
const wantedTrue = 99;
const wantedFalse = 90;
const wantedStopP95Ms = 300;

export function summarize(outcomes: readonly Outcome[]): InterruptionSummary {
  const judged = outcomes.filter(({ result }) => result === 'stopped' || result === 'went-on');
  const replies = outcomes.flatMap(({ history }) => history);
  const count = (verdict: string) => replies.filter((reply) => reply.verdict === verdict).length;
  const different = count('different');
  const figures = [
    ...trueFigures(judged.filter(({ kind }) => trueKinds.has(kind))),
    ...groups.flatMap(({ name, kinds: members }) => {
      const some = judged.filter(({ kind }) => members.includes(kind));
      return share(name, some, ({ result }) => result === 'went-on', wantedFalse);
    }),
    { name: 'replies whose history is not what was heard', wanted: '0', measured: different, reached: different === 0 },
    failedFigure(outcomes),
  ];
  return {
    interruptions: outcomes.length,
    kinds: kinds.flatMap((kind) => kindSummary(kind, outcomes)),
    history: { replies: replies.length, near: count('near'), different },
    speechStartedAnyway: outcomes.filter(({ speechStartedAnyway }) => speechStartedAnyway).length,
    clientLateP95Ms: percentile(
      outcomes.map(({ clientLateMs }) => clientLateMs),
      95,
    ),
    figures,
    reached: figures.every(({ reached }) => reached),
  };
}

function trueFigures(judged: readonly Outcome[]): WantedFigure[] {
  if (judged.length === 0) return [];
  const p95 = percentile(latencies(judged), 95);
  const latency = { name: 'stop latency p95, ms', wanted: `≤ ${wantedStopP95Ms}`, measured: p95 };
  return [
    ...share('true interruptions that stopped the reply', judged, ({ result }) => result === 'stopped', wantedTrue),
    { ...latency, reached: p95 !== null && p95 <= wantedStopP95Ms },
  ];
}

function share(name: string, some: readonly Outcome[], isGood: (outcome: Outcome) => boolean, wanted: number) {
  if (some.length === 0) return [];
  const measured = (100 * some.filter(isGood).length) / some.length;
  return [{ name: `${name}, %`, wanted: `≥ ${wanted}`, measured, reached: measured >= wanted }];
}

function failedFigure(outcomes: readonly Outcome[]): WantedFigure {
  const measured = outcomes.filter(({ result }) => result === 'failed').length;
  return { name: 'interruptions that could not be played', wanted: '0', measured, reached: measured === 0 };
}

const latencies = (outcomes: readonly Outcome[]): number[] =>
  outcomes.flatMap(({ stopLatencyMs }) => (stopLatencyMs === undefined ? [] : [stopLatencyMs]));

function kindSummary(kind: Kind, outcomes: readonly Outcome[]): KindSummary[] {
  const played = outcomes.filter((outcome) => outcome.kind === kind);
  if (played.length === 0) return [];
  const count = (is: (outcome: Outcome) => boolean) => played.filter(is).length;
  return [
    {
      kind,
      played: played.length,
      judged: count(({ result }) => result === 'stopped' || result === 'went-on'),
      stopped: count(({ result }) => result === 'stopped'),
      answered: count(({ answered }) => answered),
      ducked: count(({ duckedAfterMs }) => duckedAfterMs !== undefined),
      resumed: count(({ resumed }) => resumed !== undefined),
      stopLatencyP50Ms: percentile(latencies(played), 50),
      stopLatencyP95Ms: percentile(latencies(played), 95),
    },
  ];
}

const whole = (value: number | null): string => (value === null ? '–' : String(Math.round(value)));

/** For people: a table by kind, the wanted figures, and the ids of what went wrong. */
export function summaryReport(outcomes: readonly Outcome[]): string {
  const { kinds: rows, history, speechStartedAnyway, clientLateP95Ms, figures } = summarize(outcomes);
  const table = [
    ['kind', 'played', 'judged', 'stopped', 'answered', 'ducked', 'resumed', 'stop p50', 'stop p95'],
    ...rows.map((row) => [
      row.kind,
      ...[row.played, row.judged, row.stopped, row.answered, row.ducked, row.resumed].map(String),
      whole(row.stopLatencyP50Ms),
      whole(row.stopLatencyP95Ms),
    ]),
  ].map((cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(16) : cell.padStart(9))).join(''));
  const wanted = figures.map(({ name, wanted: limit, measured, reached }) => {
    const value = measured === null ? 'none' : String(Math.round(measured * 10) / 10);
    return `${reached ? 'reached' : 'MISSED '}  ${name}: ${value} (wanted ${limit})`;
  });
  const troubled = outcomes.filter(({ problems }) => problems.length > 0);
  return [
    ...table,
    '',
    ...wanted,
    `History: ${history.replies} replies, ${history.near} of them differ by one word that ends within ${nearCutMs} ms of the cut.`,
    `The client was told of speech ${speechStartedAnyway} times while the reply went on.`,
    `The measuring client was itself late by up to ${whole(clientLateP95Ms)} ms (p95 over the interruptions).`,
    ...(troubled.length > 0 ? ['', 'Problems, to be run again with --only ID:', ...troubled.map(problemLine)] : []),
  ].join('\n');
}

function problemLine({ id, phase, levelDbfs, sound, transcripts, problems }: Outcome): string {
  const heard = transcripts.map((text) => `"${text}"`).join(' ');
  return `  ${id.padEnd(20)} ${phase.padEnd(16)} ${levelDbfs} dBFS  ${sound}: ${problems.join(', ')}  ${heard}`;
}
