import { type ReadonlySignal, signal } from '@preact/signals';
import { readPreference, writePreference } from '../session/preferences.ts';

/** Raised when the tour says something new that everybody should see once. */
const tourVersion = '1';

const isOpen = signal(false);

export const tourIsOpen: ReadonlySignal<boolean> = isOpen;

/** Whether this browser has seen the tour, to its end or skipped. */
export const tourWasSeen = (): boolean => readPreference('tour') === tourVersion;

/** Shows the tour, however often it was seen. */
export function openTour(): void {
  isOpen.value = true;
}

/** However it ended: finished, skipped or by Escape. It does not come by itself again. */
export function closeTour(): void {
  isOpen.value = false;
  writePreference('tour', tourVersion);
}
