import { markdownTable } from '../plots/markdown-table.ts';
import { wilsonInterval } from '../statistics/index.ts';
import type { JudgedTurn } from './run-turns.ts';
import { type Group, groups, isTalk } from './turn-set.ts';

/** Least share of tool turns that go right. */
export const leastCorrect = 0.95;

export interface TurnFigures {
  readonly turns: number;
  readonly correct: number;
  readonly share: number | null;
  /** Wilson, 95 %. */
  readonly interval: readonly [number, number] | null;
  readonly lost_by: { readonly recognizer: number; readonly router: number };
}

export interface SplitReport {
  readonly all: TurnFigures;
  readonly by_group: Readonly<Partial<Record<Group, TurnFigures>>>;
  /** Turns about no tool, and how many of them called one or changed something. */
  readonly talk: { readonly turns: number; readonly wrong: number };
  readonly changed_early: number;
  readonly done_twice: number;
}

export interface ToolReport {
  readonly seed: string;
  readonly biased: boolean;
  readonly wanted: { readonly split: 'test' | 'dev'; readonly least_correct: number };
  readonly reached: boolean;
  readonly splits: Readonly<Partial<Record<'dev' | 'test', SplitReport>>>;
  readonly failures: readonly {
    readonly id: string;
    readonly said: readonly string[];
    readonly heard: readonly string[];
    readonly alternatives: readonly (readonly string[])[];
    readonly reply: string;
    readonly wrong: readonly string[];
    readonly lost_by: string | undefined;
  }[];
}

export interface ReportOptions {
  readonly seed: string;
  readonly bias: boolean;
  readonly showTest: boolean;
}

export function reportOf(judged: readonly JudgedTurn[], { seed, bias, showTest }: ReportOptions): ToolReport {
  const splits: Partial<Record<'dev' | 'test', SplitReport>> = {};
  for (const split of ['dev', 'test'] as const) {
    const own = judged.filter(({ turn }) => turn.split === split);
    if (own.length > 0) splits[split] = splitReport(own);
  }
  const split = splits.test ? 'test' : 'dev';
  const figures = splits[split];
  return {
    seed,
    biased: bias,
    wanted: { split, least_correct: leastCorrect },
    reached: figures !== undefined && isReached(figures),
    splits,
    failures: judged
      .filter(({ turn, wrong }) => wrong.length > 0 && (showTest || turn.split === 'dev'))
      .map(({ turn, outcome, wrong, loss }) => ({
        id: turn.id,
        said: turn.utterances.map(({ reference }) => reference),
        heard: outcome.heard,
        alternatives: outcome.alternatives,
        reply: outcome.answer.text,
        wrong,
        lost_by: loss,
      })),
  };
}

const isReached = ({ all, changed_early, done_twice }: SplitReport): boolean =>
  all.share !== null && all.share >= leastCorrect && changed_early === 0 && done_twice === 0;

function splitReport(judged: readonly JudgedTurn[]): SplitReport {
  const asked = judged.filter(({ turn }) => !isTalk(turn));
  const talk = judged.filter(({ turn }) => isTalk(turn));
  const present = groups.filter((group) => asked.some(({ turn }) => turn.group === group));
  return {
    all: figuresOf(asked),
    by_group: Object.fromEntries(
      present.map((group) => [group, figuresOf(asked.filter(({ turn }) => turn.group === group))]),
    ),
    talk: { turns: talk.length, wrong: talk.filter(({ wrong }) => wrong.length > 0).length },
    changed_early: judged.filter(({ outcome }) => outcome.changedEarly).length,
    done_twice: judged.filter(({ outcome }) => outcome.doneTwice).length,
  };
}

function figuresOf(judged: readonly JudgedTurn[]): TurnFigures {
  const correct = judged.filter(({ wrong }) => wrong.length === 0).length;
  const lostBy = (stage: string) => judged.filter(({ loss }) => loss === stage).length;
  const turns = judged.length;
  return {
    turns,
    correct,
    share: turns === 0 ? null : Number((correct / turns).toFixed(4)),
    interval: turns === 0 ? null : wilsonInterval(correct, turns),
    lost_by: { recognizer: lostBy('recognizer'), router: lostBy('router') },
  };
}

/** For a terminal. */
export function textReport({ seed, biased, wanted, reached, splits, failures }: ToolReport): string {
  const rows = Object.entries(splits).flatMap(([split, report]) => [
    row(`${split}, all`, report.all),
    ...Object.entries(report.by_group).map(([group, figures]) => row(`${split}, ${group}`, figures)),
  ]);
  const rest = Object.entries(splits).map(([split, { talk, changed_early, done_twice }]) => [
    split,
    ...[talk.turns, talk.wrong, changed_early, done_twice].map(String),
  ]);
  return [
    `Spoken tool turns, seed ${seed}${biased ? '' : ', recognizer without vocabulary'}`,
    ...failures.map(
      ({ id, said, heard, wrong, lost_by }) =>
        `${id} (${lost_by})\n  said  ${said.join(' / ')}\n  heard ${heard.join(' / ')}\n  wrong ${wrong.join('; ')}`,
    ),
    markdownTable(['', 'turns', 'right', 'share (95 % interval)', 'lost by recognizer', 'lost by router'], rows),
    markdownTable(['', 'talk', 'taken for a command', 'changed before the commit', 'done twice'], rest),
    `Wanted: ${wanted.split} at least ${wanted.least_correct}, nothing early, nothing twice: ${reached ? 'kept' : 'missed'}`,
  ].join('\n\n');
}

function row(name: string, { turns, correct, share, interval, lost_by }: TurnFigures): string[] {
  const percent = (value: number) => (100 * value).toFixed(1);
  const shown =
    share === null || interval === null ? '–' : `${percent(share)} (${percent(interval[0])}–${percent(interval[1])})`;
  return [name, String(turns), String(correct), shown, String(lost_by.recognizer), String(lost_by.router)];
}
