import type { Clock, HeardWords, Span } from '@cascade/contracts';
import type { UserStore } from '@cascade/store';
import type { z } from 'zod';
import type { TimerEffect, TimerView } from '../fast-path/skill.ts';

/**
 * What calling a tool may do to the world.
 * - `read`: nothing; it may run before the turn is committed.
 * - `write`: something; it runs after the commit, once, and is taken back when the user goes on with the turn.
 * - `confirm-first`: as `write`, and only after what it would do was read back and the user said yes.
 */
export type SideEffect = 'read' | 'write' | 'confirm-first';

/** What a tool is given besides its arguments. */
export interface ToolContext {
  readonly userId: string;
  readonly sessionId: string;
  /** IANA name of the user's time zone. */
  readonly zone: string;
  /** Epoch milliseconds: what time it is said to be. */
  readonly wallMs: number;
  readonly clock: Clock;
  /** Aborts when its answer is not wanted any more, or when it takes too long. */
  readonly signal: AbortSignal;
  /** Of this call in its turn: whatever is changed is changed under this key, so that nothing is done twice. */
  readonly key: string;
  /** What is kept for users; tools that need it are left out where there is none. */
  readonly store: UserStore;
  readonly timers: { list(): readonly TimerView[]; apply(effects: readonly TimerEffect[]): void };
  readonly random: () => number;
  /** W3C trace context of this call's own span; goes with it where it leaves the service. */
  readonly traceparent?: string;
  /** How sure the recognizer was of the words; absent when they were written. */
  readonly heard?: HeardWords;
  /** What was said before, oldest first. */
  readonly history: readonly { readonly user: string; readonly reply: string }[];
  recordSpan(span: Pick<Span, 'name' | 'startMs' | 'endMs' | 'attributes'>): void;
}

/** What became of a call. Nothing in it is made up: what the tool did not find out is not said. */
export type ToolResult =
  | {
      readonly type: 'done';
      /** For the record and for a model. */
      readonly data: unknown;
      /** The same, ready to be spoken. */
      readonly speech: string;
      readonly documentIds?: readonly string[];
    }
  /** An argument is missing or may mean several things: nothing was done. */
  | { readonly type: 'ask'; readonly slot: string; readonly speech: string; readonly arguments?: ToolArguments };

/** Of a tool that is confirmed first: what it would do. */
export type Preparation =
  | ToolResult
  | { readonly type: 'confirm'; readonly arguments: ToolArguments; readonly speech: string };

export type ToolArguments = Readonly<Record<string, unknown>>;

/** One thing that the assistant can do, for the router by words and for models that call tools alike. */
export interface Tool<A extends ToolArguments = ToolArguments> {
  readonly name: string;
  /** For a model: what it does and when to call it. */
  readonly description: string;
  readonly schema: z.ZodType<A>;
  readonly sideEffect: SideEffect;
  /** What it returns was written by others than the user and the assistant. */
  readonly outside?: 'documents' | 'server';
  /** As its makers wrote it down, for models; `schema` says it when absent. JSON schema. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Longest run before the user is told that it did not work. */
  readonly timeoutMs: number;
  /** Said once while it runs, when it takes longer than `afterMs`. */
  readonly filler: { readonly afterMs: number; readonly say: string };
  run(callArguments: A, context: ToolContext): Promise<ToolResult>;
  /** Of `confirm-first` tools, and of none else: reads, checks, and says what would be done. Changes nothing. */
  prepare?(callArguments: A, context: ToolContext): Promise<Preparation>;
  /** The call with what an answer to its own question changes; undefined when the words are about something else. */
  amend?(
    said: string,
    callArguments: ToolArguments,
    slot: string | undefined,
    context: AmendContext,
  ): ToolArguments | undefined;
}

export type AmendContext = Pick<ToolContext, 'zone' | 'wallMs'> & {
  /** The list that the turn before was about. */
  readonly lastList?: string;
};

export const defaultFiller = { afterMs: 700, say: 'Let me check.' } as const;
export const defaultTimeoutMs = 5_000;

/** Fills in what most tools leave out. */
export function defineTool<A extends ToolArguments>(
  tool: Omit<Tool<A>, 'timeoutMs' | 'filler'> & Partial<Pick<Tool<A>, 'timeoutMs' | 'filler'>>,
): Tool {
  // A registry holds tools of all kinds of arguments; each is only ever given what its own schema has read.
  return { timeoutMs: defaultTimeoutMs, filler: defaultFiller, ...tool } as unknown as Tool;
}

export const done = (speech: string, data: unknown): ToolResult => ({ type: 'done', data, speech });
export const ask = (slot: string, speech: string, callArguments?: ToolArguments): ToolResult => ({
  type: 'ask',
  slot,
  speech,
  ...(callArguments && { arguments: callArguments }),
});
