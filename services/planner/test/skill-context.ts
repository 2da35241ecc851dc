import type { SkillContext, TimerView } from '../src/fast-path/skill.ts';

/** Wednesday, March 5th 2025, 3:25 in the afternoon in New York. */
export const wallMs = Date.parse('2025-03-05T20:25:00Z');

export const skillContext = (changes: Partial<SkillContext> = {}): SkillContext => ({
  wallMs,
  zone: 'America/New_York',
  timers: [],
  random: () => 0,
  refuseCommands: true,
  ownPersona: true,
  ...changes,
});

export const timerView = (changes: Partial<TimerView> = {}): TimerView => ({
  id: 'timer_1',
  kind: 'timer',
  durationMs: 600_000,
  remainingMs: 250_000,
  paused: false,
  order: 0,
  ...changes,
});
