import type { TurnRecord } from '@cascade/contracts';
import { budgetProfiles, voiceToVoiceBudgets } from './budget-profiles.ts';
import type { Card } from './card.ts';
import { budgetFigure, figureRows, formatFigure, stageFigures } from './stage-figures.ts';

interface FiguresProps {
  readonly card: Card;
  readonly records: readonly TurnRecord[];
  readonly sample: TurnRecord;
  readonly running: Readonly<Record<string, string>>;
}

/** The stage's numbers: last turn, median, and both budget profiles; and the versions that made them. */
export function Figures({ card, records, sample, running }: FiguresProps) {
  const isLive = records.length > 0;
  const shown = isLive ? records : [sample];
  const own = stageFigures[card.id];
  const budgeted = new Set(own.flatMap(({ budget }) => budget ?? []));
  const rest = card.budgetStages.filter((stage) => !budgeted.has(stage)).map(budgetFigure);
  const rows = figureRows([...own, ...rest], shown);
  const last = shown.at(-1) ?? sample;
  const versions = card.versions.flatMap((key) => {
    const version = running[key] ?? last.versions[key];
    return version === undefined ? [] : [{ key, version }];
  });
  if (rows.length === 0 && versions.length === 0) return null;
  const hasBudget = rows.some(({ figure }) => figure.budget !== undefined || figure.name === 'voice-to-voice');
  return (
    <section class="card-section" aria-labelledby="card-figures">
      <h3 id="card-figures">Numbers and budget</h3>
      <table class="figures">
        <caption>
          {isLive
            ? `Your session: ${records.length === 1 ? 'one turn' : `${records.length} turns`}`
            : 'A recorded turn of this service; yours take its place after the first'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">last</th>
            <th scope="col">p50</th>
            {hasBudget && <th scope="col">default</th>}
            {hasBudget && <th scope="col">lead</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ figure, last: value, p50 }) => {
            const limit = figure.budget && budgetProfiles.default[figure.budget];
            const isOver = limit !== undefined && value !== null && value > limit;
            const total = figure.name === 'voice-to-voice' ? voiceToVoiceBudgets : undefined;
            return (
              <tr key={figure.name}>
                <th scope="row">{figure.name}</th>
                <td class={isOver ? 'is-over' : ''}>
                  {formatFigure(value, figure.unit)}
                  {isOver && <span class="figures-over"> over</span>}
                </td>
                <td>{formatFigure(p50, figure.unit)}</td>
                {hasBudget && <td>{budgetText(total ? total.default.p95 : limit)}</td>}
                {hasBudget && (
                  <td>{budgetText(total ? total.lead.p95 : figure.budget && budgetProfiles.lead[figure.budget])}</td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="figures-note">{card.budgetNote}</p>
      {versions.length > 0 && (
        <dl class="card-versions">
          {versions.map(({ key, version }) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>
                <code>{version}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const budgetText = (limitMs: number | undefined) => (limitMs === undefined ? '' : `${limitMs} ms`);
