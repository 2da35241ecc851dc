import type { ClientTool } from '@cascade/contracts';
import type { ToolCommand } from '@cascade/planner';
import { planSaying, type Saying } from '../rag/saying.ts';
import type { ClipSource } from '../turn-lab/clips.ts';
import type { HumanCommand } from './human-commands.ts';

export const groups = ['near', 'noisy', 'human'] as const;
/** The voice close to the microphone; the voice fast, far away or in noise; people as they were recorded. */
export type Group = (typeof groups)[number];

export interface SpokenUtterance {
  /** What is said. */
  readonly reference: string;
  readonly sound:
    | { readonly type: 'voice'; readonly saying: Saying }
    | { readonly type: 'clip'; readonly clip: ClipSource };
}

type Effect = Omit<ToolCommand['effect'], 'timers'> & {
  readonly timers?:
    | readonly {
        readonly kind: string;
        readonly durationMs?: number | undefined;
        readonly name?: string | undefined;
        readonly paused?: boolean | undefined;
      }[]
    | undefined;
};

/** One turn that is judged, with what leads to it. */
export interface SpokenTurn {
  readonly id: string;
  readonly split: 'dev' | 'test';
  readonly group: Group;
  /** Typed, not judged. */
  readonly before: readonly string[];
  /** Spoken; the last one is judged. */
  readonly utterances: readonly SpokenUtterance[];
  readonly clientTools: readonly ClientTool[];
  readonly expected: {
    /** Null: nothing may be called. */
    readonly tool: string | null;
    readonly slots: Readonly<Record<string, unknown>>;
    readonly effect: Effect;
    readonly reply: readonly string[];
  };
}

/** Talk that is about no tool at all: what counts there is that none is called. */
export const isTalk = ({ expected, utterances, before }: SpokenTurn): boolean =>
  expected.tool === null && utterances.length === 1 && before.length === 0;

export interface TurnSetOptions {
  readonly seed: string;
  readonly snrsDb: readonly number[];
}

/** Commands said by the voice. Those that are written as they would be misheard are left out: nobody says them. */
export function synthesizedTurns(
  commands: readonly ToolCommand[],
  group: 'near' | 'noisy',
  options: TurnSetOptions,
): SpokenTurn[] {
  const condition = group === 'near' ? 'spoken' : 'noisy';
  return commands
    .filter(({ misheard }) => !misheard)
    .map(({ id, split, before, say, tool, slots, effect, reply }) => ({
      id: `${group} ${id}`,
      split,
      group,
      before,
      utterances: say.map((text, index) => ({
        reference: asSentence(text),
        sound: { type: 'voice', saying: planSaying(`${id} ${index}`, condition, options) },
      })),
      clientTools: [],
      expected: { tool, slots, effect, reply },
    }));
}

export const humanTurns = (commands: readonly HumanCommand[], clientTools: readonly ClientTool[]): SpokenTurn[] =>
  commands.map(({ id, split, before, clips, tool, slots, effect, reply }) => ({
    id: `human ${id}`,
    split,
    group: 'human',
    before,
    utterances: clips.map((clip) => ({ reference: clip.text, sound: { type: 'clip', clip } })),
    clientTools,
    expected: { tool, slots, effect, reply },
  }));

/** A command is no question, which the voice would make of a text without a mark at its end. */
const asSentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
