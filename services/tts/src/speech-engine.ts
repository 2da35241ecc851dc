import type { SpokenWord } from './word-alignment.ts';

/** What the stage asks of whatever turns text into speech. Engines know a model or a vendor, and nothing of sessions. */
export interface SpeechEngine {
  /** Registry ids of what decides the sound, the voice's first; part of the stage's versions and of the cache's keys. */
  readonly versions: Readonly<Record<string, string>>;
  /** The voice that it speaks with when a session asks for this one; `default` is the session that asks for none. */
  voiceFor(requested: string): string;
  /**
   * Speaks a piece of text, in one part or in several as they are made. 24 kHz, without silence in front. Text that has
   * nothing to say gives no part.
   *
   * @throws CascadeError `cancelled` when the signal aborts, `overloaded`, `worker_lost` or `synthesis_failed`
   */
  synthesize(request: SpeechRequest): AsyncIterable<SpeechPart>;
  close(): Promise<void>;
}

/**
 * Nobody hears anything of the response before its first clause. `speculative`: nobody has asked for it yet.
 * `background`: nobody waits in a conversation.
 */
export type Urgency = 'first-clause' | 'later-clause' | 'speculative' | 'background';

export interface SpeechRequest {
  /** Plain words, no markup. */
  readonly text: string;
  /** One that `voiceFor` gave. */
  readonly voice: string;
  /** 1 is the voice's own pace. */
  readonly speed: number;
  /** How urgent it is by now: what is only prepared may be asked for while it waits. */
  readonly urgency: () => Urgency;
  /** Whose work it is: threads are shared fairly between sessions. */
  readonly sessionId?: string;
  readonly signal: AbortSignal;
}

export interface SpeechPart {
  /** Mono, −1 … 1, 24 kHz. */
  readonly samples: Float32Array;
  /** Words as spoken that begin in this part, timed from the start of the piece; undefined where the engine can't say. */
  readonly words: readonly SpokenWord[] | undefined;
  readonly queueMs: number;
  readonly computeMs: number;
}
