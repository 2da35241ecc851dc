import type { TurnRecord } from '@cascade/contracts';
import { figure, signedMilliseconds } from '../derive/format.ts';
import { partKinds } from '../derive/span-parts.ts';
import type { StageDifference } from '../derive/stage-differences.ts';
import { budgetStageOrder, stageTitle } from '../derive/stages.ts';
import { ScrollRegion } from '../scroll-region.tsx';

const partWords = { queue: 'queueing', compute: 'computing', wait: 'waiting' } as const;

/** The steps of two critical paths; the last row is the sum, which is the difference of the two headlines. */
export function DifferenceTable({ rows }: { readonly rows: readonly StageDifference[] }) {
  const greatest = Math.max(1, ...rows.map((row) => Math.abs(row.differenceMs)));
  const total = (pick: (row: StageDifference) => number | null) => rows.reduce((sum, row) => sum + (pick(row) ?? 0), 0);
  return (
    <ScrollRegion name="Differences by step">
      <table class="turn-table differences">
        <caption>Steps from your last word to the first sound, in ms</caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col" class="is-number">
              A
            </th>
            <th scope="col" class="is-number">
              B
            </th>
            <th scope="col" class="is-number">
              B − A
            </th>
            <th scope="col" class="is-wide">
              <span class="is-faster">◂ faster</span> <span class="is-slower">slower ▸</span>
            </th>
            <th scope="col">what changed most</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <span class="row-id">{row.row}</span> {row.title}
              </th>
              <td class="is-number">{figure(row.aMs)}</td>
              <td class="is-number">{figure(row.bMs)}</td>
              <td class="is-number">
                <b>{signed(row.differenceMs)}</b>
              </td>
              <td class="is-wide">
                <DifferenceBar share={row.differenceMs / greatest} />
              </td>
              <td>{mostChanged(row)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">in all</th>
            <td class="is-number">{figure(total((row) => row.aMs))}</td>
            <td class="is-number">{figure(total((row) => row.bMs))}</td>
            <td class="is-number">
              <b>{signed(total((row) => row.differenceMs))}</b>
            </td>
            <td class="is-wide" />
            <td />
          </tr>
        </tfoot>
      </table>
    </ScrollRegion>
  );
}

const signed = (ms: number): string => signedMilliseconds(ms).replace(' ms', '');

/** Grows from the middle: to the left where B is faster, to the right where it is slower. */
function DifferenceBar({ share }: { readonly share: number }) {
  const width = `${Math.abs(share) * 50}%`;
  return (
    <span class="difference-bar" aria-hidden="true">
      <span data-slower={share > 0} style={share > 0 ? { left: '50%', width } : { right: '50%', width }} />
    </span>
  );
}

function mostChanged({ partsMs, aMs, bMs, differenceMs }: StageDifference): string {
  if (aMs === null) return 'only in B';
  if (bMs === null) return 'only in A';
  if (Math.abs(differenceMs) < 0.05) return '';
  const kind = partKinds.toSorted((x, y) => Math.abs(partsMs[y]) - Math.abs(partsMs[x]))[0]!;
  return `${partWords[kind]} ${signed(partsMs[kind])}`;
}

/** The budget's stages of two turns. */
export function StageTable({ a, b }: { readonly a: TurnRecord; readonly b: TurnRecord }) {
  const stages = [...new Set([...budgetStageOrder, ...Object.keys(a.stages_ms), ...Object.keys(b.stages_ms)])];
  const of = (record: TurnRecord, stage: string) =>
    Object.hasOwn(record.stages_ms, stage) ? record.stages_ms[stage] : undefined;
  const cell = (record: TurnRecord, stage: string) => (
    <td class="is-number">
      {Object.hasOwn(record.budget.violations, stage) && (
        <span class="over-sign">
          ▲<span class="turn-hidden"> over budget:</span>{' '}
        </span>
      )}
      {figure(of(record, stage))}
    </td>
  );
  return (
    <table class="turn-table">
      <caption class="turn-hidden">Budgeted stages in ms</caption>
      <thead>
        <tr>
          <th scope="col">stage, ms</th>
          <th scope="col" class="is-number">
            A
          </th>
          <th scope="col" class="is-number">
            B
          </th>
          <th scope="col" class="is-number">
            B − A
          </th>
        </tr>
      </thead>
      <tbody>
        {stages.map((stage) => {
          const [inA, inB] = [of(a, stage), of(b, stage)];
          return (
            <tr key={stage}>
              <th scope="row">{stageTitle(stage)}</th>
              {cell(a, stage)}
              {cell(b, stage)}
              <td class="is-number">{inA === undefined || inB === undefined ? '–' : signed(inB - inA)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Only what differs: the same model on both sides explains nothing. */
export function VersionDifferences({ a, b }: { readonly a: TurnRecord; readonly b: TurnRecord }) {
  const names = [...new Set([...Object.keys(a.versions), ...Object.keys(b.versions)])];
  const different = names.filter((name) => a.versions[name] !== b.versions[name]);
  if (different.length === 0) return <p>Both turns ran the same versions of all {names.length} parts.</p>;
  return (
    <>
      <table class="turn-table">
        <caption class="turn-hidden">Versions that differ</caption>
        <thead>
          <tr>
            <th scope="col">part</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {different.map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{a.versions[name] ?? '–'}</td>
              <td>{b.versions[name] ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="turn-faint">The other {names.length - different.length} parts are the same.</p>
    </>
  );
}
