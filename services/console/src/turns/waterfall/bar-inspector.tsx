import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { CopyButton } from '../copy-button.tsx';
import { figure, milliseconds, signedMilliseconds } from '../derive/format.ts';
import { type PartKind, partTotals } from '../derive/span-parts.ts';
import { spanVersion } from '../derive/span-version.ts';
import { spanTitle } from '../derive/stages.ts';
import { traceAddress, traceViewer } from '../trace-viewer.ts';

const partWords: Readonly<Record<PartKind, string>> = { compute: 'computing', queue: 'queueing', wait: 'waiting' };

/** Everything that is known of one bar. */
export function BarInspector({ record, span }: { readonly record: TurnRecord; readonly span: RecordSpan | undefined }) {
  if (!span) {
    return <p class="inspector is-empty">This turn has no spans: nothing was worked on.</p>;
  }
  const totals = partTotals(span);
  const lengthMs = Math.max(0, span.end_ms - span.start_ms);
  const { steal_percent: steal, event_loop_delay_p99_ms: loop } = record.machine;
  const attributes = Object.entries(span.attributes ?? {}).map(
    ([name, value]) => `${attributeName(name)} ${attributeText(value)}`,
  );
  const facts = [
    ['version', spanVersion(record, span)],
    ['details', attributes.join(' · ')],
    [
      'CPU',
      `${share(totals.compute, lengthMs)} of the step${steal === null ? '' : `, ${figure(steal)} % lost to neighbours`}`,
    ],
    ['event loop', `up to ${figure(loop)} ms late (p99)`],
  ] as const;
  return (
    <section class="inspector" aria-label="The bar in focus">
      <header>
        <h3>
          <span class="inspector-stage">{span.stage}</span> {spanTitle(span)}
        </h3>
        <span class="inspector-length">{milliseconds(lengthMs)}</span>
      </header>
      <p class="inspector-when">
        {signedMilliseconds(span.start_ms)} → {signedMilliseconds(span.end_ms)}
        <span> · {span.critical ? 'on the critical path' : span.end_ms <= 0 ? 'done ahead' : 'beside the path'}</span>
      </p>
      <dl class="inspector-parts">
        {(['compute', 'queue', 'wait'] as const).map((kind) => (
          <div key={kind}>
            <dt>
              <span class="swatch bar-part" data-kind={kind} />
              {partWords[kind]}
            </dt>
            <dd>{milliseconds(totals[kind])}</dd>
          </div>
        ))}
      </dl>
      <dl class="turn-facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <TraceId traceId={record.trace_id} />
    </section>
  );
}

export function TraceId({ traceId }: { readonly traceId: string }) {
  const address = traceAddress(traceViewer.value, traceId);
  return (
    <p class="trace">
      <span>trace</span> <code>{traceId}</code> <CopyButton text={traceId} what="the trace id" />
      {address && (
        <a class="turn-button is-small" href={address} target="_blank" rel="noreferrer">
          Trace viewer<span class="turn-hidden">, this turn, in a new tab</span>
        </a>
      )}
    </p>
  );
}

const share = (partMs: number, wholeMs: number): string =>
  `${wholeMs > 0 ? Math.round((100 * partMs) / wholeMs) : 0} %`;

/** `draftAccepted` and `silence_ms` as words. */
const attributeName = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/(?<=[a-z])[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/ ms$/u, ', ms');

function attributeText(value: string | number | boolean): string {
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
