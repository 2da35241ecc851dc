import type { Utterance } from './utterance.ts';

/** A timer, an alarm or a reminder as skills see it. */
export interface TimerView {
  readonly id: string;
  readonly kind: TimerKind;
  /** "pasta"; absent when the user gave none. */
  readonly name?: string;
  /** As it was set; for an alarm the time from then to its ring. */
  readonly durationMs: number;
  readonly remainingMs: number;
  readonly paused: boolean;
  /** Higher for what was set later. */
  readonly order: number;
}
export type TimerKind = 'timer' | 'alarm' | 'reminder';

/** What a skill wants done; the stage does it, so that skills stay pure. */
export type TimerEffect =
  | {
      readonly type: 'set';
      readonly kind: TimerKind;
      readonly name?: string;
      readonly durationMs: number;
      /** Said when it rings. */
      readonly announcement: string;
    }
  | { readonly type: 'cancel' | 'pause' | 'resume'; readonly ids: readonly string[] }
  | { readonly type: 'extend'; readonly id: string; readonly byMs: number };

/** What tools can do beside the skills. */
export type Ability = 'lists' | 'orders' | 'appointments' | 'documents';

/** All that a skill may know. */
export interface SkillContext {
  /** Wall clock, epoch milliseconds. */
  readonly wallMs: number;
  /** IANA name of the user's time zone. */
  readonly zone: string;
  readonly timers: readonly TimerView[];
  /** Whether they outlive the session, and may be set for another day. */
  readonly timersKept?: boolean;
  /** What the user last heard the assistant say. */
  readonly lastReply?: string;
  /** 0 ≤ x < 1: coins and dice. */
  readonly random: () => number;
  /** False when a model with tools of the client can act: then nothing is refused here. */
  readonly refuseCommands: boolean;
  /** False when the client's instructions make the assistant somebody else: then the model says who it is. */
  readonly ownPersona: boolean;
  readonly abilities?: readonly Ability[];
}

export type SlotValue = string | number | boolean;

/** A skill that knows the answer. */
export interface SkillMatch {
  readonly skill: string;
  /** 0..1; the router takes the highest above its threshold. */
  readonly confidence: number;
  readonly slots: Readonly<Record<string, SlotValue>>;
  /** Ready to be spoken. */
  readonly reply: string;
  readonly effects: readonly TimerEffect[];
}

/** One thing that is answered without a language model. A pure function of what was said and the context. */
export interface Skill {
  readonly name: string;
  match(utterance: Utterance, context: SkillContext): SkillMatch | undefined;
}

/** Fills in what most matches leave out. */
export function answer(
  skill: string,
  confidence: number,
  reply: string,
  slots: SkillMatch['slots'] = {},
  effects: SkillMatch['effects'] = [],
): SkillMatch {
  return { skill, confidence, slots, reply, effects };
}
