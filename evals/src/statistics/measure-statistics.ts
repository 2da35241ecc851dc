/**
 * Measures what the README states of these procedures, on made data: `node evals/src/statistics/measure-statistics.ts [RUNS]
 * [TABLE]`, with TABLE one of coverage, alarms, power, formula, series. Prints Markdown; 400 runs of all take many minutes.
 */
import { seededRandom } from '../sounds/seeded-random.ts';
import {
  adjustHolm,
  bootstrapMeasure,
  bootstrapPAbove,
  changePoints,
  influenceDeviation,
  kolmogorovSmirnov,
  makeClips,
  mannKendall,
  type PairedClip,
  pairedBootstrap,
  pairedPermutationTest,
  populationStability,
  samplesForPower,
  simulateShare,
} from './index.ts';

const runs = Number(process.argv[2] ?? 400);
const slice = { clips: 400, wordsPerClip: 12, errorRate: 0.08, regression: 0, churn: 0.3 };
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const show = ({ share, interval }: { share: number; interval: readonly [number, number] }) =>
  `${percent(share)} (${percent(interval[0])} to ${percent(interval[1])})`;
const row = (...cells: (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
const head = (title: string, ...cells: string[]) => {
  console.log(`\n${title}\n`);
  row(...cells);
  row(...cells.map(() => '---'));
};

const byPermutation = (clips: readonly PairedClip[], seed: string, permutations = 10_000) =>
  pairedPermutationTest(clips, 'ratio', { seed, alternative: 'greater', permutations });
const byBootstrap = (clips: readonly PairedClip[], seed: string) =>
  bootstrapPAbove(pairedBootstrap(clips, 'ratio', { seed, resamples: 4000, method: 'percentile' })!, 0);

const tables: Readonly<Record<string, () => void>> = { coverage, alarms: falseAlarms, power, formula, series };
const wanted = process.argv[3];
for (const [name, print] of Object.entries(tables)) if (wanted === undefined || wanted === name) print();

function coverage(): void {
  head('Share of 95 % intervals that hold the true word error rate of 8 %', 'clips', 'percentile', 'BCa');
  for (const clips of [20, 50, 100, 400]) {
    const covered = (['percentile', 'bca'] as const).map((method) =>
      simulateShare(runs, `coverage/${clips}`, (random, run) => {
        const measures = makeClips({ ...slice, clips }, random).map(({ group, baseline }) => ({
          group,
          measure: baseline,
        }));
        const [low, high] = bootstrapMeasure(measures, 'ratio', { seed: `${run}`, resamples: 1000, method })!.interval;
        return low <= 0.08 && 0.08 <= high;
      }),
    );
    row(clips, ...covered.map(show));
  }
}

function falseAlarms(): void {
  head(
    'A/A over 24 slices: runs with any alarm at 5 % after Holm',
    'clips a slice',
    'permutation',
    'bootstrap',
    'no correction',
  );
  for (const clips of [20, 60, 200]) {
    const pValues = (run: number, test: typeof byBootstrap) =>
      Array.from({ length: 24 }, (_, index) =>
        test(makeClips({ ...slice, clips }, seededRandom(`aa/${clips}/${run}/${index}`)), `${run}/${index}`),
      );
    const alarms = (test: typeof byBootstrap, adjust: (values: number[]) => number[]) =>
      simulateShare(runs, 'aa', (_, run) => adjust(pValues(run, test)).some((p) => p <= 0.05));
    row(
      clips,
      show(alarms(byPermutation, adjustHolm)),
      clips < 200 ? show(alarms(byBootstrap, adjustHolm)) : '–',
      show(alarms(byPermutation, (values) => values)),
    );
  }
}

/** The planted slice has to pass the strictest step of Holm: 5 % by the number of slices. */
function power(): void {
  const counts = [100, 200, 400, 800, 1600];
  head(
    'Power to find 1 point in a slice of clips of 12 words (24 slices, Holm at 5 %)',
    'churn',
    ...counts.map((clips) => `${clips} clips`),
  );
  for (const churn of [0.1, 0.2, 0.3, 0.5, 1]) {
    const found = counts.map((clips) =>
      simulateShare(runs, `power/${clips}/${churn}`, (random, run) => {
        return byPermutation(makeClips({ ...slice, clips, churn, regression: 0.01 }, random), `${run}`) <= 0.05 / 24;
      }),
    );
    row(churn, ...found.map(({ share }) => percent(share)));
  }
}

function formula(): void {
  head(
    'Clips that the formula asks for, one-sided 5 %, power 80 %',
    'regression',
    'churn',
    'clips',
    'power by simulation',
  );
  for (const [regression, churn] of [
    [0.01, 0.1],
    [0.01, 0.3],
    [0.02, 0.3],
    [0.02, 1],
  ] as const) {
    const question = { ...slice, regression, churn };
    const deviation = influenceDeviation(makeClips({ ...question, clips: 20_000 }, seededRandom('pilot')));
    const clips = samplesForPower({ effect: regression, deviation, alpha: 0.05, power: 0.8 });
    const found = simulateShare(runs, 'formula', (random, run) => {
      return byPermutation(makeClips({ ...question, clips }, random), `${run}`, 2000) <= 0.05;
    });
    row(`${100 * regression} points`, churn, clips, show(found));
  }
}

function series(): void {
  const normal = (seed: string, count: number, shift: (index: number) => number = () => 0) => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, (_, index) => shift(index) + random.gaussian());
  };
  head(
    'Series and windows of normal noise',
    'procedure',
    'size',
    'false alarms',
    'found: shift of one deviation',
    'of two',
  );
  const share = (seed: string, isFound: (name: string, shift: number) => boolean) =>
    [0, 1, 2].map((shift) => show(simulateShare(runs, seed, (_, run) => isFound(`${seed}/${shift}/${run}`, shift))));
  for (const count of [20, 40, 100]) {
    const half = (shift: number) => (index: number) => (index < count / 2 ? 0 : shift);
    row(
      'change point',
      count,
      ...share(`change${count}`, (name, shift) => changePoints(normal(name, count, half(shift))).length > 0),
    );
    row(
      'Mann-Kendall, 5 %',
      count,
      ...share(`trend${count}`, (name, shift) => mannKendall(normal(name, count, half(shift))).p <= 0.05),
    );
  }
  for (const count of [50, 200, 1000]) {
    const pair = (name: string, shift: number) =>
      [normal(`${name}l`, count), normal(`${name}r`, count, () => shift)] as const;
    row(
      'Kolmogorov-Smirnov, 1 %',
      count,
      ...share(`ks${count}`, (name, shift) => kolmogorovSmirnov(...pair(name, shift)).p < 0.01),
    );
    row(
      'stability index ≥ 0.25',
      count,
      ...share(`psi${count}`, (name, shift) => populationStability(...pair(name, shift)).value >= 0.25),
    );
  }
}
