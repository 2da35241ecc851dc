/**
 * Prints endpoint delay against early cutoffs for several policies, over recorded pauses of human speech:
 *
 *     node scripts/measure-end-of-turn.ts [pauses.jsonl] [--clips]
 *
 * `--clips` lists the clips that the default policy cuts off, and those it takes longest to end.
 */
import { parseArgs } from 'node:util';
import { defaultEndOfTurnNumbers, type EndOfTurnNumbers, type SilenceRow } from '../src/end-of-turn-policy.ts';
import { type EndingOptions, endClip, percentile, readRecordedPauses } from '../test/recorded-pauses.ts';

const { values, positionals } = parseArgs({ options: { clips: { type: 'boolean' } }, allowPositionals: true });
const clips = [...(positionals[0] ? readRecordedPauses(positionals[0]) : readRecordedPauses()).values()];

const fixed = (silenceMs: number): EndingOptions => ({
  detection: { mode: 'silence', silenceMs, createResponse: true, interruptResponse: true },
});
const withRows = (change: (row: SilenceRow) => SilenceRow): EndingOptions => {
  const { silenceMs } = defaultEndOfTurnNumbers;
  const rows = Object.fromEntries(Object.entries(silenceMs).map(([verdict, row]) => [verdict, change(row)]));
  return { numbers: { endOfTurn: { ...defaultEndOfTurnNumbers, silenceMs: rows as EndOfTurnNumbers['silenceMs'] } } };
};
const scaled = (factor: number) =>
  withRows(({ complete, likely, unclear, open }) => ({
    complete: complete * factor,
    likely: likely * factor,
    unclear: unclear * factor,
    open: open * factor,
  }));

const policies: Readonly<Record<string, EndingOptions>> = {
  'default policy': {},
  'without asking again': { numbers: { rescoreSilenceMs: 0 } },
  'model alone': withRows(({ likely }) => ({ complete: likely, likely, unclear: likely, open: likely })),
  'transcript alone': { withoutModel: true },
  'default × 0.75': scaled(0.75),
  'default × 1.5': scaled(1.5),
  'machine twice as slow': { slowness: 2 },
  'fixed 300 ms': fixed(300),
  'fixed 500 ms': fixed(500),
  'fixed 700 ms': fixed(700),
  'fixed 1000 ms': fixed(1000),
};

const share = (part: number, whole: number) => `${part}/${whole} (${((100 * part) / whole).toFixed(1)} %)`;
const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
line([
  'policy',
  'delay p50',
  'p75',
  'p95',
  'clips cut off',
  'without dictations',
  'of these not taken up again',
  'pauses cut',
  'model runs',
]);
line(Array.from({ length: 9 }, () => '---'));
for (const [name, options] of Object.entries(policies)) {
  const endings = clips.map((pauses) => endClip(pauses, options));
  const delays = endings.flatMap(({ delayMs }) => delayMs ?? []);
  const cut = endings.filter(({ cutoffs }) => cutoffs > 0);
  const turns = endings.filter(({ dictation }) => !dictation);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  line([
    name,
    ...[0.5, 0.75, 0.95].map((rank) => `${Math.round(percentile(delays, rank))}`),
    share(cut.length, endings.length),
    share(cut.filter(({ dictation }) => !dictation).length, turns.length),
    `${cut.filter(({ cutoffs, reopened }) => cutoffs > reopened).length}`,
    share(sum(endings.map(({ cutoffs }) => cutoffs)), sum(endings.map(({ pauses }) => pauses))),
    `${sum(endings.map(({ scores }) => scores))}`,
  ]);
}

if (values.clips) {
  const endings = clips.map((pauses) => endClip(pauses));
  console.log('\ncut off:');
  for (const { clip, cutoffs, reopened } of endings.filter((ending) => ending.cutoffs > 0)) {
    console.log(`  ${clip}: ${cutoffs} times, ${reopened} taken up again`);
  }
  console.log('slowest:');
  const slowest = endings.toSorted((a, b) => (b.delayMs ?? 0) - (a.delayMs ?? 0)).slice(0, 12);
  for (const { clip, delayMs } of slowest) console.log(`  ${clip}: ${delayMs} ms`);
}
