import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** Quieter than this is nothing, louder than that is full: the range of a voice at a microphone. */
const floorDb = -55;
const fullDb = -12;
const fallPerFrame = 0.04;

/** A level of 0 … 1 as the share of a meter that it fills: by loudness, not by amplitude. */
export function meterShare(level: number): number {
  if (level <= 0) return 0;
  const db = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, (db - floorDb) / (fullDb - floorDb)));
}

/**
 * Keeps `--level` (0 … 1) of an element at what is heard, once a frame, without rendering anything: rises at once,
 * falls slowly, and stops drawing when there is silence.
 */
export function useLevel<T extends HTMLElement>(level: ReadonlySignal<number>) {
  const element = useRef<T>(null);
  const shown = useRef(0);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      const target = meterShare(level.peek());
      shown.current = target > shown.current ? target : Math.max(target, shown.current - fallPerFrame);
      element.current?.style.setProperty('--level', shown.current.toFixed(3));
      frame = shown.current > 0 ? requestAnimationFrame(draw) : 0;
    };
    // Subscribing calls at once: what another level left on the meter falls from there.
    const stop = level.subscribe(() => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [level]);
  return element;
}
