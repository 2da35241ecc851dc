import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import type { ReplayRange } from './replay.ts';

interface ReplayStripProps {
  readonly record: TurnRecord;
  readonly range: ReplayRange;
  readonly positionMs: number;
}

const rows = ['vad', 'asr', 'turn', 'planner', 'tts', 'gateway'] as const;
const names: Readonly<Record<(typeof rows)[number], string>> = {
  vad: 'voice detector',
  asr: 'recognizer',
  turn: 'turn manager',
  planner: 'planner',
  tts: 'voice',
  gateway: 'gateway',
};
const width = 1000;
const rowHeight = 16;

/** The turn's work on one time axis, with the place of the replay in it. Decoration: the list of moments says the same. */
export function ReplayStrip({ record, range, positionMs }: ReplayStripProps) {
  const x = (ms: number) => ((ms - range.fromMs) / (range.toMs - range.fromMs)) * width;
  const playsAtMs = record.playback.started_at_ms;
  const height = rows.length * rowHeight;
  return (
    <div class="strip">
      <div class="strip-names" aria-hidden="true">
        {rows.map((row) => (
          <span key={row}>{names[row]}</span>
        ))}
      </div>
      <svg aria-hidden="true" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
        <rect class="strip-speech" x="0" y="0" width={x(0)} height={height} />
        {rows.map((row, index) => (
          <g key={row}>
            {record.spans
              .filter(({ stage, end_ms }) => stage === row && end_ms >= range.fromMs)
              .map((span) => (
                <Bar key={`${span.name} ${span.start_ms} ${span.critical}`} span={span} y={index * rowHeight} x={x} />
              ))}
          </g>
        ))}
        {playsAtMs !== null && (
          <rect
            class="strip-reply"
            x={x(playsAtMs)}
            y={(rows.length - 1) * rowHeight + 5}
            width={Math.max(0, width - x(playsAtMs))}
            height={rowHeight - 10}
          />
        )}
        <line class="strip-zero" x1={x(0)} x2={x(0)} y1="0" y2={height} />
        <line class="strip-now" x1={x(positionMs)} x2={x(positionMs)} y1="0" y2={height} />
      </svg>
    </div>
  );
}

/** The stretch in which the turn waited for this stage is an outline; what was computed is solid. */
function Bar({ span, y, x }: { span: RecordSpan; y: number; x: (ms: number) => number }) {
  const isWork = !span.critical;
  return (
    <rect
      class={isWork ? 'strip-work' : 'strip-wait'}
      x={x(span.start_ms)}
      y={y + (isWork ? 5 : 2)}
      width={Math.max(1.5, x(span.end_ms) - x(span.start_ms))}
      height={rowHeight - (isWork ? 10 : 4)}
    />
  );
}
