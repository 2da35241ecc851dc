import type { TurnRecord } from '@cascade/contracts';
import { figure } from '../derive/format.ts';
import { type Interval, speechMs } from '../derive/stage-interval.ts';
import { placedAt } from './bar.tsx';
import { axisTicks } from './waterfall-layout.ts';

interface AxisProps {
  readonly record: TurnRecord;
  readonly window: Interval;
  place(atMs: number): number;
  readonly isLarge: boolean;
}

/** Round moments, and what zero is. Every second number gives way where the place is narrow. */
export function Axis({ record, window, place, isLarge }: AxisProps) {
  const ticks = axisTicks(window, isLarge ? 9 : 6);
  const zeroIndex = ticks.indexOf(0);
  return (
    <div class="waterfall-axis" aria-hidden="true">
      <div class="waterfall-track">
        <span class="axis-zero" style={placedAt(place(0))}>
          {speechMs(record) > 0 ? 'your last word' : 'your request'}
        </span>
        {ticks.map((tick, index) => (
          <span
            key={tick}
            class="axis-tick"
            data-minor={(index - zeroIndex) % 2 !== 0}
            data-zero={tick === 0}
            style={placedAt(place(tick))}
          >
            {figure(tick)}
          </span>
        ))}
      </div>
      <span class="waterfall-figure">ms</span>
    </div>
  );
}
