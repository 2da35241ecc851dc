import type { TourStep } from './tour-steps.ts';

/** A small drawing of what the step is about. */
export function TourPicture({ step }: { step: TourStep['id'] }) {
  return (
    <svg class="tour-picture" viewBox="0 0 480 190" aria-hidden="true">
      <rect class="tour-ground" x="0" y="0" width="480" height="190" />
      {step === 'talk' && <Talk />}
      {step === 'time' && <Time />}
      {step === 'walkthrough' && <Walk />}
    </svg>
  );
}

const levels = [10, 18, 34, 52, 40, 62, 48, 30, 44, 58, 36, 22, 30, 16, 8];

function Talk() {
  return (
    <g>
      <circle class="tour-accent-soft" cx="96" cy="95" r="50" />
      <circle class="tour-accent" cx="96" cy="95" r="34" />
      <rect class="tour-on-accent" x="90" y="76" width="12" height="24" rx="6" />
      <path class="tour-on-accent-line" d="M82 94a14 14 0 0 0 28 0M96 108v8" />
      {levels.map((level, index) => (
        <rect
          key={`${index} ${level}`}
          class={index < 9 ? 'tour-accent' : 'tour-faint'}
          x={176 + index * 18}
          y={95 - level / 2}
          width="8"
          height={level}
          rx="4"
        />
      ))}
    </g>
  );
}

const bars: readonly [y: number, from: number, to: number, isWork: boolean][] = [
  [34, 60, 196, true],
  [34, 196, 226, false],
  [58, 110, 206, true],
  [58, 226, 262, true],
  [82, 262, 338, false],
  [82, 230, 270, true],
  [106, 338, 386, true],
  [130, 386, 408, true],
];

function Time() {
  return (
    <g>
      <rect class="tour-accent-soft" x="40" y="22" width="156" height="134" />
      {bars.map(([y, from, to, isWork]) => (
        <rect
          key={`${y} ${from}`}
          class={isWork ? 'tour-accent' : 'tour-outline'}
          x={from}
          y={y}
          width={to - from}
          height="13"
          rx="3"
        />
      ))}
      <path class="tour-zero" d="M196 16V164" />
      <text class="tour-label" x="196" y="180" text-anchor="middle">
        your last word
      </text>
      <text class="tour-label" x="430" y="142" text-anchor="middle">
        reply
      </text>
    </g>
  );
}

const stages = ['hear', 'write', 'decide', 'plan', 'speak'];

function Walk() {
  return (
    <g>
      {stages.map((name, index) => {
        const x = 24 + index * 90;
        const isLit = index === 2;
        return (
          <g key={name}>
            <rect class={isLit ? 'tour-lit' : 'tour-box'} x={x} y="66" width="72" height="56" rx="9" />
            <text class={isLit ? 'tour-name is-lit' : 'tour-name'} x={x + 36} y="99" text-anchor="middle">
              {name}
            </text>
            {index < stages.length - 1 && <path class="tour-edge" d={`M${x + 72} 94h13m-5 -4l5 4l-5 4`} />}
          </g>
        );
      })}
      <path class="tour-back" d="M420 66V40H240V60" />
    </g>
  );
}
