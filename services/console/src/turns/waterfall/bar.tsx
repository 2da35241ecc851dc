import { figure, signedMilliseconds } from '../derive/format.ts';
import { partTotals } from '../derive/span-parts.ts';
import { spanTitle } from '../derive/stages.ts';
import type { Extent, LaidBar } from './waterfall-layout.ts';

const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`;

/** Where something stands on its track. */
export const placed = ({ from, to }: Extent) => ({ left: percent(from), width: percent(to - from) });
export const placedAt = (at: number) => ({ left: percent(at) });

/** A bar in words, with its numbers. */
export function barName({ span, lane, isAhead }: LaidBar): string {
  const { compute, queue, wait } = partTotals(span);
  const length = span.end_ms - span.start_ms;
  const role = lane === 'path' ? 'on the critical path' : isAhead ? 'done ahead' : 'beside the critical path';
  return (
    `${span.stage}: ${spanTitle(span)}, ${role}, ` +
    `${signedMilliseconds(span.start_ms)} to ${signedMilliseconds(span.end_ms)}, ${figure(length)} ms: ` +
    `${figure(compute)} computing, ${figure(queue)} queueing, ${figure(wait)} waiting`
  );
}

/** What a bar is made of: outline for waiting, hatching for queueing, solid for computing. */
export function BarParts({ bar }: { readonly bar: LaidBar }) {
  const length = bar.to - bar.from;
  return (
    <>
      {bar.parts.map((part) => {
        const within = length > 0 ? { from: (part.from - bar.from) / length, to: (part.to - bar.from) / length } : part;
        const style = placed(within);
        return (
          <span
            key={`${part.kind}${part.from}`}
            class="bar-part"
            data-kind={part.kind}
            data-over={part.isOver}
            style={style}
          />
        );
      })}
    </>
  );
}
