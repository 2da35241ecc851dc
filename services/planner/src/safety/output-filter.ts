import type { SafetyPolicy } from './safety-policy.ts';
import { endMayBecome, lastWord, positionOf } from './screen.ts';

/** Ends a reply before it says what must not be said. Pure. */
export class OutputFilter {
  readonly #policy: SafetyPolicy['output'];
  /** Not passed on yet: its end may become one of the phrases. */
  #held = '';
  #stopped = false;

  constructor(policy: SafetyPolicy['output']) {
    this.#policy = policy;
  }

  /** True once something was kept back for good: nothing more is said. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** More of the text; returns what may be said now. */
  push(delta: string): string {
    const phrases = this.#policy.never_say;
    if (this.#stopped) return '';
    if (phrases.length === 0) return delta;
    const text = this.#held + delta;
    // A word at the end may still grow into another one ("heron", "heronry"): it is whole when something follows.
    const found = positionOf(text.replace(lastWord, ''), phrases);
    if (found >= 0) return this.#stop(text.slice(0, found));
    this.#held = endMayBecome(text, phrases) ? text : '';
    return this.#held === '' ? text : '';
  }

  /** Nothing follows. */
  finish(): string {
    const rest = this.#held;
    const found = positionOf(rest, this.#policy.never_say);
    if (found >= 0) return this.#stop(rest.slice(0, found));
    this.#held = '';
    return rest;
  }

  #stop(before: string): string {
    this.#held = '';
    this.#stopped = true;
    return before.trim() === '' ? this.#policy.say : `${before.trimEnd()} … ${this.#policy.say}`;
  }
}
