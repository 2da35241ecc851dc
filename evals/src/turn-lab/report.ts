/** The lab's tables, as Markdown that is read as well in a terminal. */
import { type Row, markdownTable as table } from '../plots/markdown-table.ts';
import type { Validation } from './cross-validation.ts';
import type { Figures } from './figures.ts';
import type { LabResult, SettingsResult } from './sweep.ts';

export function renderTables(result: LabResult): string {
  const { named, slices } = result;
  const standard = named.find(({ isDefault }) => isDefault)!;
  const marked = ({ name, isDefault }: SettingsResult) => (isDefault ? `**${name}**` : name);
  return [
    'All clips, by settings (the default in bold; delays in ms from the last word):',
    table(
      ['settings', ...headings],
      named.map((row) => [marked(row), ...cells(row.bySlice.all!)]),
    ),
    `By kind of clip, with the ${standard.name} policy:`,
    table(
      ['clips', ...headings],
      slices.map((slice) => [slice, ...cells(standard.bySlice[slice]!)]),
    ),
  ].join('\n\n');
}

const headings = [
  'n',
  'p50',
  'p75',
  'p95',
  'clips cut off',
  'pauses cut',
  'taken up again',
  'model runs',
  'prepared ahead: used',
  'ahead p50',
];

function cells(figures: Figures): Row {
  const { clips, p50, p75, p95, cutOff, pauses, pausesCut, reopened, scores, aheadP50 } = figures;
  return [
    `${clips}`,
    ...[p50, p75, p95].map(milliseconds),
    share(cutOff, clips),
    share(pausesCut, pauses),
    `${reopened}`,
    `${scores}`,
    share(figures.speculationsUsed, figures.speculations),
    milliseconds(aheadP50),
  ];
}

const milliseconds = (value: number) => (Number.isFinite(value) ? `${Math.round(value)}` : '–');

const share = (part: number, whole: number) =>
  whole === 0 ? '–' : `${part}/${whole} (${((100 * part) / whole).toFixed(1)} %)`;

/** Clips that were cut off, and those that were waited for longest. */
export function renderClips({ endings }: LabResult): string {
  const cut = endings.filter(({ cutoffs }) => cutoffs > 0);
  const slowest = endings.toSorted((a, b) => (b.delayMs ?? Infinity) - (a.delayMs ?? Infinity)).slice(0, 12);
  return [
    'Cut off:',
    ...cut.map(({ id, cutoffs, reopened }) => `  ${id}: ${cutoffs} times, ${reopened} taken up again`),
    'Longest delays:',
    ...slowest.map(
      ({ id, delayMs }) => `  ${id}: ${delayMs === undefined ? 'never ended' : `${Math.round(delayMs)} ms`}`,
    ),
  ].join('\n');
}

/** Waits chosen on a part of the clips, tried on the others, beside those chosen on all. */
export function renderValidation({ folds, heldOut, fitted }: Validation): string {
  return [
    `Waits chosen by the lab itself (delay + 4 s for a clip that is cut off), in ${folds} folds by group:`,
    table(
      ['waits', ...headings],
      [
        ['chosen on the other folds', ...cells(heldOut)],
        ['chosen on all clips', ...cells(fitted)],
      ],
    ),
  ].join('\n\n');
}
