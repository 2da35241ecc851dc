import type { ServerEvent } from '@cascade/contracts';
import { type ReadonlySignal, signal } from '@preact/signals';
import { activityOf } from './activity.ts';
import { fade, type Lights, lightUp, nextFadeMs } from './lights.ts';

/** The lights of the running conversation. `stop` when the page is left. */
export interface LiveLights {
  readonly lights: ReadonlySignal<Lights>;
  stop(): void;
}

/** @param onEvent subscribes to the session's server events and gives back how to leave */
export function followLive(onEvent: (listener: (event: ServerEvent) => void) => () => void): LiveLights {
  const lights = signal<Lights>({});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = () => {
    clearTimeout(timer);
    const atMs = nextFadeMs(lights.value);
    if (atMs === undefined) return;
    timer = setTimeout(
      () => {
        lights.value = fade(lights.value, performance.now());
        plan();
      },
      Math.max(0, atMs - performance.now()) + 1,
    );
  };
  const leave = onEvent((event) => {
    const activities = activityOf(event);
    if (activities.length === 0) return;
    lights.value = lightUp(lights.value, activities, performance.now());
    plan();
  });
  return {
    lights,
    stop() {
      leave();
      clearTimeout(timer);
    },
  };
}
