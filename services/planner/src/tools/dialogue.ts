import type { ToolRegistry } from './registry.ts';
import type { AmendContext, ToolArguments } from './tool.ts';
import type { SpokenCommand } from './tool-router.ts';

/** A question of a tool that the user has not answered yet. */
export interface Pending {
  readonly tool: string;
  readonly arguments: ToolArguments;
  /** Whether it is to be done, or the argument that is missing. */
  readonly awaits: 'yes' | { readonly slot: string };
  /** On the session's clock. */
  readonly askedAtMs: number;
}

export type Answered =
  /** The user said yes: do it. */
  | { readonly type: 'run'; readonly tool: string; readonly arguments: ToolArguments }
  /** Something was filled in or changed: look again. */
  | { readonly type: 'again'; readonly tool: string; readonly arguments: ToolArguments }
  | { readonly type: 'declined' }
  | { readonly type: 'expired' };

/** A yes that comes later than this may be meant for something else. */
export const confirmWithinMs = 60_000;

/** An answer that is longer is about something else. */
const mostAnswerWords = 10;

const tail =
  '(?: (?:please|thanks|thank you|do|do it|do that|book it|go ahead|that is (?:right|correct|fine|it)|sounds good|cancel it|i am sure|sure|of course|definitely|absolutely|correct|you can|you may|you should|it is|yes|yeah|great|perfect|fine|good|ok|okay|very|a|idea|nice|indeed|so|well|wonderful|lovely))*';
const yes = new RegExp(
  `^(?:yes|yeah|yep|yup|yah|ya|yas|yet|jess|guess|sure|of course|ok|okay|correct|right|exactly|do it|do that|go ahead|please do|do so|sounds good|that is (?:right|correct|fine)|absolutely|definitely|certainly|confirm|confirmed|i confirm|book it|go for it|please|i am sure|all right|alright|fine|perfect|great)${tail}$`,
);
const no =
  /^(?:no|nope|nah|know|never mind|nevermind|do not|stop|cancel that|forget it|forget that|leave it|rather not|better not|not now|wait|i changed my mind|no way|negative|keep it|do not do (?:it|that))\b/;
/** To a question of yes or no. */
const misheardNo = /^(?:now|mo|oh no|na|no no|dough|note|known)$/;
/** Said after a no or a yes, what counts is the last of them. */
const takenBack =
  /\b(?:actually|wait|sorry|i mean|no) (?:no|do not|never mind|stop|forget it|nope|leave it)\b|\byes (?:but )?(?:no|wait|actually no)\b/;
const change =
  /^(?:no|nope|nah|yes but|yeah but|but|actually|rather|wait|sorry|i mean|i meant|make (?:it|that)|change (?:it|that) to|not that|better)\b/;

/** What the user's words are to the question that was asked; undefined when they are about something else. Pure. */
export function answerTo(
  pending: Pending,
  { text, utterance }: SpokenCommand,
  registry: ToolRegistry,
  context: AmendContext & { readonly nowMs: number },
): Answered | undefined {
  const tool = registry.get(pending.tool);
  if (!tool) return undefined;
  // Frames and leads are taken off `text`, and "yes" is one of them.
  const said = utterance.plain;
  const whole = utterance.raw
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(that|it)'s/g, '$1 is')
    .replace(/don't/g, 'do not')
    .replace(/i'm/g, 'i am');
  const agrees = yes.test(whole) && !takenBack.test(whole);
  if (context.nowMs - pending.askedAtMs > confirmWithinMs)
    return agrees && pending.awaits === 'yes' ? { type: 'expired' } : undefined;
  const slot = pending.awaits === 'yes' ? undefined : pending.awaits.slot;
  if (agrees && slot === undefined) return { type: 'run', tool: pending.tool, arguments: pending.arguments };
  const refuses = no.test(whole) || takenBack.test(whole) || (slot === undefined && misheardNo.test(whole));
  const corrects = change.test(whole) || said.split(' ').length <= mostAnswerWords;
  const amended =
    takenBack.test(whole) || !corrects
      ? undefined
      : tool.amend?.(agrees ? whole : amendText(text, said), pending.arguments, slot, context);
  if (amended) return { type: 'again', tool: pending.tool, arguments: amended };
  return refuses ? { type: 'declined' } : undefined;
}

/** Without what only says that something changes. */
const amendText = (text: string, said: string): string =>
  (text === '' ? said : text).replace(
    /^(?:(?:no|nope|yes|yeah|but|actually|rather|wait|sorry|i mean|i meant|not that|oh|and) )+/,
    '',
  );
