import type { TimerKind } from '../fast-path/skill.ts';

/** As it is kept: a view of it is what skills see. */
export interface Timer {
  readonly id: string;
  readonly kind: TimerKind;
  readonly name: string | undefined;
  readonly durationMs: number;
  readonly announcement: string;
  /** On the session's clock; while paused, what was left. */
  readonly state: { readonly dueMs: number } | { readonly pausedWithMs: number };
}
