/** Figures and their print, for `main.ts`. */
import { countWordErrors, normalizeEnglish, sumWordErrors, type WordErrors } from '@cascade/client';
import { inputRateHz } from '@cascade/contracts';
import type { Replay } from './replay.ts';

export interface Clip {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly slice: readonly string[];
  readonly group?: string;
}

export interface ClipResult {
  readonly clip: Clip;
  readonly text: string;
  readonly errors: WordErrors;
  readonly replay: Replay;
}

/** Parts of the clips that the README reports. */
export const tableSlices: readonly { readonly name: string; includes(clip: Clip): boolean }[] = [
  { name: 'all', includes: () => true },
  { name: 'read', includes: ({ slice }) => slice.includes('read') },
  { name: 'short commands', includes: ({ slice }) => slice.includes('short-command') },
  { name: 'noisy or far-field', includes: ({ slice }) => slice.includes('noisy-or-farfield') },
  {
    name: 'far-field commands',
    includes: ({ slice }) => slice.includes('noisy-or-farfield') && slice.includes('short-command'),
  },
  { name: 'kitchen noise', includes: ({ slice }) => slice.includes('noise') },
  { name: 'accents', includes: ({ slice }) => slice.includes('accent-mixed') },
];

/** Percent of words. */
export function errorRates(results: readonly ClipResult[]): number[] {
  return tableSlices.map(
    ({ includes }) =>
      100 * sumWordErrors(results.filter(({ clip }) => includes(clip)).map(({ errors }) => errors)).rate,
  );
}

const resamples = 2000;

/** Points of word error rate between two rows over the same clips, with the 95 % interval that chance leaves. */
export function differenceTo(base: readonly ClipResult[], results: readonly ClipResult[]): string {
  const groups = new Map<string, { words: number; more: number }>();
  for (const [index, { clip, errors }] of results.entries()) {
    const before = (base[index] as ClipResult).errors;
    const group = groups.get(clip.group ?? clip.id) ?? { words: 0, more: 0 };
    group.words += errors.referenceWords;
    group.more += mistakes(errors) - mistakes(before);
    groups.set(clip.group ?? clip.id, group);
  }
  const all = [...groups.values()];
  const points = (drawn: typeof all) =>
    (100 * sum(drawn.map(({ more }) => more))) / sum(drawn.map(({ words }) => words));
  const random = seededRandom(1);
  const draws = Array.from({ length: resamples }, () =>
    points(all.map(() => all[Math.floor(random() * all.length)] as (typeof all)[number])),
  );
  const [low, high] = [quantile(draws, 0.025), quantile(draws, 0.975)];
  return base === results ? '' : `${signed(points(all))} (${signed(low)} … ${signed(high)})`;
}

const mistakes = ({ substitutions, deletions, insertions }: WordErrors) => substitutions + deletions + insertions;
const signed = (points: number) => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Linear congruential generator of Numerical Recipes, 0..1. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function spansOf(results: readonly ClipResult[], name: string): number[] {
  return results.flatMap(({ replay }) =>
    replay.spans.filter((span) => span.name === name).map((span) => span.computeMs ?? 0),
  );
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export const quantiles = (values: readonly number[]) =>
  `p50 ${quantile(values, 0.5).toFixed(0)} p95 ${quantile(values, 0.95).toFixed(0)} max ${quantile(values, 1).toFixed(0)}`;

export function reportErrors(results: readonly ClipResult[]): void {
  const row = (name: string, part: readonly ClipResult[]) => {
    const { rate, substitutions, deletions, insertions, referenceWords } = sumWordErrors(
      part.map(({ errors }) => errors),
    );
    const percent = (100 * rate).toFixed(2).padStart(6);
    const counts = `S ${substitutions} D ${deletions} I ${insertions} of ${referenceWords}`;
    console.log(`${name.padEnd(18)} ${String(part.length).padStart(4)} clips ${percent} %  ${counts}`);
  };
  row('all', results);
  for (const slice of new Set(results.flatMap(({ clip }) => clip.slice))) {
    row(
      slice,
      results.filter(({ clip }) => clip.slice.includes(slice)),
    );
  }
  for (const { name, includes } of tableSlices.slice(1)) {
    row(
      `(${name})`,
      results.filter(({ clip }) => includes(clip)),
    );
  }
  const empty = results.filter(({ text }) => text === '').map(({ clip }) => clip.id);
  console.log(`empty: ${empty.join(' ') || 'none'}`);
}

export function reportWork(results: readonly ClipResult[], audioMs: number): void {
  let total = 0;
  for (const name of ['partial', 'final', 'segment']) {
    const spans = results.flatMap(({ replay }) => replay.spans.filter((span) => span.name === name));
    const times = spansOf(results, name);
    total += times.reduce((sum, time) => sum + time, 0);
    const count = (attribute: string) =>
      spans.reduce((sum, span) => sum + Number(span.attributes?.[attribute] ?? 0), 0);
    const numbers = `forced ${count('forced')}, biased ${count('biased')}, rejected ${count('rejected')}`;
    console.log(
      `${name.padEnd(8)} ${String(spans.length).padStart(5)} times, compute ${quantiles(times)} ms, ${numbers}`,
    );
  }
  console.log(`compute / audio ${(total / audioMs).toFixed(3)}`);
  const finalization = quantiles(results.flatMap(({ replay }) => finalizations(replay)));
  console.log(`finalization ${finalization} ms after the last speech sample`);
}

/** From the last sample of speech to its final, for each pause: waiting for the pause to be one, and the work. */
function finalizations({ events }: Replay): number[] {
  const answered = new Set<number>();
  return events.flatMap(({ event, atSample }) => {
    if (event.type !== 'transcript-final' || answered.has(event.endSample)) return [];
    answered.add(event.endSample);
    return [((atSample - event.endSample) * 1000) / inputRateHz + event.queueMs + event.computeMs];
  });
}

export function reportPartials(results: readonly ClipResult[]): void {
  const latencies: number[] = [];
  let firstWordRight = 0;
  let unstable = 0;
  let finalWords = 0;
  let broken = 0;
  const stableLag: number[] = [];
  for (const { text, replay: run } of results) {
    const start = run.vad.find((event) => event.type === 'speech-start');
    const first = run.events.find(({ event }) => event.type === 'transcript-partial');
    const final = normalizeEnglish(text);
    if (start && first && first.event.type === 'transcript-partial') {
      const { endSample, queueMs, computeMs, text: shown } = first.event;
      latencies.push(((endSample - start.startSample) * 1000) / inputRateHz + queueMs + computeMs);
      if (normalizeEnglish(shown)[0] === final[0]) firstWordRight++;
    }
    finalWords += final.length;
    let before: string[] = [];
    let stable = '';
    for (const { event } of run.events) {
      if (event.type === 'transcript-failed') continue;
      const words = normalizeEnglish(event.text);
      // A final in the middle is not shown as a partial; the last one is what the reader ends up with.
      if (event.type === 'transcript-partial' || event === run.events.at(-1)?.event) {
        const changes = countWordErrors(before, words);
        unstable += changes.substitutions + changes.deletions;
      }
      if (!event.text.startsWith(stable)) broken++;
      if (event.type === 'transcript-partial') {
        before = words;
        stable = event.stableText;
        stableLag.push(event.text.split(' ').length - (stable === '' ? 0 : stable.split(' ').length));
      }
    }
  }
  const right = `first word right ${firstWordRight}`;
  console.log(`first partial ${quantiles(latencies)} ms after speech start (${latencies.length} clips), ${right}`);
  const ratio = (unstable / finalWords).toFixed(3);
  const lag = `words not yet stable ${quantiles(stableLag)}`;
  console.log(`unstable partial word ratio ${ratio}, stable text broken ${broken} times, ${lag}`);
}
