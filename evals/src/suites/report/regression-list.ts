import { writeWav } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { normalizedWords } from '../../metrics/index.ts';
import { escapeHtml } from '../../plots/html-page.ts';
import { alignBoth } from '../compare/align-both.ts';
import type { Regression } from '../compare/regressions.ts';

export const regressionStyle = `
  .clip { border-top: 1px solid #ddd; padding: 0.6rem 0; } .clip h3 { font-size: 0.95rem; margin: 0 0 0.3rem; }
  .clip small { color: #555; font-weight: 400; } .clip audio { height: 2rem; max-width: 100%; }
  .words td, .words th { border: 0; padding: 0.05rem 0.35rem; white-space: nowrap; text-align: left; }
  .words .wrong { background: #f2b8ae; }
`;

/** A page is still to be opened with a dozen of them. */
const longestSeconds = 15;

/** Items on which the candidate did worst, to listen to, with both hypotheses word by word under the reference. */
export async function regressionList(
  regressions: readonly Regression[],
  names: readonly [baseline: string, candidate: string],
): Promise<string> {
  if (regressions.length === 0) return '<p>None.</p>';
  const parts: string[] = [];
  for (const regression of regressions) parts.push(await clipOf(regression, names));
  return parts.join('\n');
}

async function clipOf(
  { item, metric, baseline, candidate, hypotheses }: Regression,
  names: readonly [string, string],
): Promise<string> {
  const figures = `${metric}: ${share(baseline)} → ${share(candidate)}; ${item.slices.join(', ')}`;
  return `<div class="clip"><h3>${escapeHtml(item.id)} <small>${escapeHtml(figures)}</small></h3>
${item.audio ? audioTag(await item.audio()) : ''}
${wordTable(item.reference, hypotheses, names)}</div>`;
}

const share = ({ numerator, denominator }: { numerator: number; denominator: number }) =>
  `${numerator} of ${denominator}`;

/** Within the page: 16 bits at the recognizer's rate. */
function audioTag(samples: Float32Array): string {
  const part = samples.subarray(0, longestSeconds * inputRateHz);
  const data = Buffer.from(writeWav(part, inputRateHz)).toString('base64');
  return `<audio controls preload="none" src="data:audio/wav;base64,${data}"></audio>`;
}

function wordTable(reference: string, hypotheses: readonly string[], names: readonly string[]): string {
  const columns = alignBoth(
    normalizedWords(reference),
    hypotheses.map((text) => normalizedWords(text)),
  );
  const row = (name: string, cells: readonly string[]) =>
    `<tr><th scope="row">${escapeHtml(name)}</th>${cells.join('')}</tr>`;
  const plain = columns.map((column) => `<td>${escapeHtml(column.reference)}</td>`);
  const heard = names.map((name, side) =>
    row(
      name,
      columns.map(({ hypotheses: words }) => {
        const { word, edit } = words[side]!;
        return `<td${edit === 'equal' ? '' : ' class="wrong"'}>${escapeHtml(word || (edit === 'delete' ? '–' : ''))}</td>`;
      }),
    ),
  );
  return `<div class="scroll"><table class="words">${row('reference', plain)}${heard.join('')}</table></div>`;
}
