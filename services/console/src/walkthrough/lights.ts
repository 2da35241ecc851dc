import type { Activity, ActivityKind } from './activity.ts';
import type { CardId } from './card.ts';
import type { EdgeId } from './diagram-shape.ts';

export interface Light {
  readonly kind: ActivityKind;
  readonly says: string;
  readonly edges: readonly EdgeId[];
  /** On the clock of the events; infinite while it is on. */
  readonly untilMs: number;
}

/** Which stages are lit. A stage that is not in it is dark. */
export type Lights = Readonly<Partial<Record<CardId, Light>>>;

/** Long enough to be seen, short enough to tell two partials apart. */
export const flashMs = 700;

/** The lights after something happened at `nowMs`. Pure. */
export function lightUp(lights: Lights, activities: readonly Activity[], nowMs: number): Lights {
  const next: Partial<Record<CardId, Light>> = { ...fade(lights, nowMs) };
  for (const { stage, kind, phase, says, edges } of activities) {
    if (phase === 'off') {
      delete next[stage];
      continue;
    }
    const untilMs = phase === 'on' ? Number.POSITIVE_INFINITY : nowMs + flashMs;
    next[stage] = { kind, says: says ?? kind, edges: edges ?? [], untilMs };
  }
  return next;
}

/** Without what has gone out by `nowMs`; the same object when nothing has. */
export function fade(lights: Lights, nowMs: number): Lights {
  const entries = Object.entries(lights) as [CardId, Light][];
  const lit = entries.filter(([, { untilMs }]) => untilMs > nowMs);
  return lit.length === entries.length ? lights : Object.fromEntries(lit);
}

/** When the next light goes out by itself; undefined when none will. */
export function nextFadeMs(lights: Lights): number | undefined {
  const finite = Object.values(lights).flatMap(({ untilMs }) => (Number.isFinite(untilMs) ? [untilMs] : []));
  return finite.length === 0 ? undefined : Math.min(...finite);
}

export const litEdges = (lights: Lights): ReadonlySet<EdgeId> =>
  new Set(Object.values(lights).flatMap(({ edges }) => edges));
