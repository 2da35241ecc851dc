import type { Asked } from './ask.ts';
import type { Comparison } from './comparison.ts';
import { type Condition, type Figures, figuresOf } from './figures.ts';
import { type Question, questionKinds } from './question-file.ts';
import { fastSpeed } from './saying.ts';
import { judgeTargets, type Target } from './targets.ts';

export interface ConditionReport extends Figures {
  readonly by_split: Readonly<Record<string, Figures>>;
  readonly by_kind: Readonly<Record<string, Figures>>;
  /** Of noisy questions: by noise, level of noise, distance and pace. */
  readonly by_disturbance: Readonly<Record<string, Figures>>;
}

export interface Failure {
  readonly condition: Condition;
  readonly id: string;
  readonly kind: Question['kind'];
  readonly split: Question['split'];
  readonly loss: string;
  readonly question: string;
  readonly heard: string;
  readonly query: string;
  readonly expected: { readonly documents: readonly string[]; readonly answer: Question['answer'] };
  readonly passages: readonly string[];
  readonly confidence: number;
  readonly answer: string;
}

export interface RagReport extends Readonly<Partial<Record<Condition, ConditionReport>>> {
  readonly knowledge: { readonly folder: string; readonly version: string };
  readonly questions: { readonly file: string; readonly split: string; readonly asked: number };
  readonly seed: string;
  readonly ablated: readonly string[];
  /** What the parts of `--ablate` gain, where that was asked. */
  readonly comparison: Comparison | undefined;
  readonly targets: readonly Target[];
  readonly reached: boolean;
  readonly failures: readonly Failure[];
}

const shownPassages = 5;

export function reportOf(
  asked: readonly Asked[],
  conditions: readonly Condition[],
  about: Pick<RagReport, 'knowledge' | 'questions' | 'seed' | 'ablated' | 'comparison'>,
): RagReport {
  const reports = Object.fromEntries(
    conditions.map((condition) => [
      condition,
      reportCondition(
        asked.filter((one) => one.condition === condition),
        about.seed,
      ),
    ]),
  ) as Partial<Record<Condition, ConditionReport>>;
  const targets = judgeTargets(reports);
  return {
    ...reports,
    ...about,
    targets,
    reached: targets.every(({ reached }) => reached),
    failures: asked.filter(({ judgement }) => !judgement.success).map(failureOf),
  };
}

function reportCondition(asked: readonly Asked[], seed: string): ConditionReport {
  return {
    ...figuresOf(asked, seed),
    by_split: grouped(asked, ({ question }) => [question.split], seed),
    by_kind: grouped(asked, ({ question }) => [question.kind], seed, questionKinds),
    by_disturbance: grouped(asked, disturbancesOf, seed),
  };
}

function grouped(
  asked: readonly Asked[],
  groupsOf: (asked: Asked) => readonly string[],
  seed: string,
  order?: readonly string[],
): Record<string, Figures> {
  const names = order ?? [...new Set(asked.flatMap(groupsOf))].sort();
  const groups = names.map((name) => [name, asked.filter((one) => groupsOf(one).includes(name))] as const);
  return Object.fromEntries(
    groups.filter(([, members]) => members.length > 0).map(([name, members]) => [name, figuresOf(members, seed)]),
  );
}

function disturbancesOf({ saying }: Asked): string[] {
  if (saying?.noise === undefined) return [];
  const { noise, reverberationMs, speed } = saying;
  return [
    `noise: ${noise.kind}`,
    `SNR ${noise.snrDb} dB`,
    reverberationMs === undefined ? 'microphone: near' : 'microphone: far',
    speed >= fastSpeed ? 'speech: fast' : 'speech: ordinary',
  ];
}

function failureOf({ condition, question, heard, answer, loss }: Asked): Failure {
  const { id, kind, split, documents, answer: facts } = question;
  return {
    condition,
    id,
    kind,
    split,
    loss: loss ?? '',
    question: question.question,
    heard,
    query: answer.rewrite.query,
    expected: { documents, answer: facts },
    passages: answer.passages
      .slice(0, shownPassages)
      .map(({ source, headings }) => [source, ...headings.slice(-1)].join(' › ')),
    confidence: Number(answer.confidence.toFixed(3)),
    answer: answer.kind === 'refusal' ? `(refused) ${answer.speech}` : answer.speech,
  };
}
