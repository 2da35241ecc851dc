import type { Moment } from './replay.ts';
import { momentsOf, type ReplaySpeed, replaySpeeds } from './replay.ts';
import type { ReplayPlayer } from './replay-player.ts';
import { ReplayStrip } from './replay-strip.tsx';
import './replay.css';

const speedNames: Readonly<Record<ReplaySpeed, string>> = {
  0.05: '1/20 speed',
  0.1: '1/10 speed',
  0.25: '1/4 speed',
  1: 'real speed',
};

/** "147 ms after your last word". */
function describeTime(ms: number): string {
  const rounded = Math.round(Math.abs(ms));
  if (rounded === 0) return 'your last word';
  return `${rounded.toLocaleString('en')} ms ${ms < 0 ? 'before' : 'after'} your last word`;
}

const lastMoment = (moments: readonly Moment[], atMs: number) =>
  moments.findLast((moment) => moment.atMs <= atMs + 0.5);

interface ReplayBarProps {
  readonly player: ReplayPlayer;
  /** Whose turn it is: "your last turn" or "a recorded turn". */
  readonly what: string;
}

/** The controls of the replay, the strip, and the turn told as a list. */
export function ReplayBar({ player, what }: ReplayBarProps) {
  const { record, range } = player;
  const positionMs = player.positionMs.value;
  const isPlaying = player.isPlaying.value;
  const moments = momentsOf(record);
  const now = lastMoment(moments, positionMs);
  return (
    <section class="replay" aria-label="Replay">
      <div class="replay-controls">
        <button type="button" class="replay-play" onClick={() => player.toggle()}>
          <Icon path={isPlaying ? 'M4 2h3v12H4zM9 2h3v12H9z' : 'M4 2l10 6l-10 6z'} /> {isPlaying ? 'Pause' : 'Play'}
        </button>
        <button type="button" onClick={() => player.step(-1)} aria-label="Former moment">
          <Icon path="M3 2h2v12H3zM14 2v12l-8 -6z" />
        </button>
        <button type="button" onClick={() => player.step(1)} aria-label="Next moment">
          <Icon path="M2 2l8 6l-8 6zM11 2h2v12h-2z" />
        </button>
        <label class="replay-speed">
          <span class="visually-hidden">Speed</span>
          <select
            value={player.speed.value}
            onChange={({ currentTarget }) => player.setSpeed(Number(currentTarget.value) as ReplaySpeed)}
          >
            {replaySpeeds.map((speed) => (
              <option key={speed} value={speed}>
                {speedNames[speed]}
              </option>
            ))}
          </select>
        </label>
        <span class="replay-what">
          {what}
          {record.voice_to_voice_ms !== null && `: ${Math.round(record.voice_to_voice_ms)} ms voice to voice`}
        </span>
      </div>
      <ReplayStrip record={record} range={range} positionMs={positionMs} />
      <input
        class="replay-position"
        type="range"
        aria-label="Position in the turn"
        aria-valuetext={describeTime(positionMs)}
        min={range.fromMs}
        max={range.toMs}
        step="any"
        value={positionMs}
        onInput={({ currentTarget }) => {
          player.pause();
          player.seek(Number(currentTarget.value));
        }}
      />
      <p class="replay-now">
        <span class="replay-time">{describeTime(positionMs)}</span>
        {now && <span>{now.says}</span>}
      </p>
      <details class="replay-moments">
        <summary>The turn as a list</summary>
        <ol>
          {moments.map(({ atMs, says }) => (
            <li key={`${atMs} ${says}`} {...(now?.atMs === atMs && now.says === says ? { class: 'is-now' } : {})}>
              <button
                type="button"
                onClick={() => {
                  player.pause();
                  player.seek(atMs);
                }}
              >
                <span class="replay-at">{Math.round(atMs)} ms</span> {says}
              </button>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg class="replay-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
