import type { ConversationItem, SpeechWord } from '@cascade/contracts';
import type { SessionEvent } from '@cascade/gateway';
import type { Heard } from './loudspeaker.ts';

interface Reply {
  readonly responseId: string;
  text: string;
  readonly words: SpeechWord[];
  /** A clause of it was shown and not spoken: what of its text can be heard is not known here. */
  hasGap: boolean;
  /** The reply that this one says the rest of. */
  continues: Reply | undefined;
  /** A word while a tool works: no part of the conversation. */
  aside: boolean;
}

/** A word that ends so close to the cut counts either way. */
const nearMs = 60;

/** Holds what the conversation keeps of each reply against what came out of the loudspeaker. */
export class HeardHistory {
  readonly #replies = new Map<string, Reply>();
  /** The last reply that was stopped. */
  #stopped: Reply | undefined;

  said(event: SessionEvent): void {
    switch (event.type) {
      case 'response-requested': {
        const reply = this.#of(event.responseId);
        reply.aside = event.cause === 'filler';
        if (event.cause === 'resumed') reply.continues = this.#stopped;
        break;
      }
      case 'response-cancelled':
        if (!this.#of(event.responseId).aside) this.#stopped = this.#of(event.responseId);
        break;
      case 'speech-clause':
        this.#of(event.responseId).text += event.text;
        break;
      case 'speech-audio':
        this.#of(event.responseId).words.push(...event.words);
        break;
      case 'speech-failed':
        this.#of(event.responseId).hasGap = true;
        break;
    }
  }

  /** What is wrong with the replies whose playback is over, and how many of them could be checked. */
  compare(
    heard: readonly Heard[],
    itemIds: ReadonlyMap<string, string>,
    items: readonly ConversationItem[],
  ): { readonly checked: number; readonly differences: readonly string[] } {
    const kept = new Map(items.flatMap((item) => (item.kind === 'message' ? [[item.id, item.text] as const] : [])));
    const playedOf = (reply: Reply) => heard.find((one) => one.itemId === itemIds.get(reply.responseId));
    const continued = new Set([...this.#replies.values()].map((reply) => reply.continues));
    const differences: string[] = [];
    let checked = 0;
    for (const responseId of itemIds.keys()) {
      const reply = this.#replies.get(responseId);
      if (!reply || reply.aside || continued.has(reply)) continue;
      const said = wholeOf(reply);
      if (said.some((part) => part.hasGap) || playedOf(reply)?.over === false) continue;
      checked++;
      const keptText = said.map((part) => kept.get(itemIds.get(part.responseId) ?? '') ?? '').join(' ');
      const played = playedOf(reply);
      const difference = differenceOf(said, played?.fadedMs ?? played?.playedMs ?? 0, keptText);
      if (difference) differences.push(`${responseId}: ${difference}`);
    }
    return { checked, differences };
  }

  #of(responseId: string): Reply {
    const known = this.#replies.get(responseId);
    if (known) return known;
    const reply: Reply = { responseId, text: '', words: [], hasGap: false, continues: undefined, aside: false };
    this.#replies.set(responseId, reply);
    return reply;
  }
}

/** A reply with those that it continues, the first one first. */
function wholeOf(reply: Reply): Reply[] {
  return reply.continues ? [...wholeOf(reply.continues), reply] : [reply];
}

/** The conversation shows a reply and those that continue it as one text. */
function differenceOf(said: readonly Reply[], playedMs: number, keptText: string): string | undefined {
  const [first, last] = [said[0], said.at(-1)];
  if (!first || !last) return undefined;
  const words = wordsOf(first.text);
  const kept = wordsOf(keptText);
  if (kept.join(' ') !== words.slice(0, kept.length).join(' ')) return `"${keptText.trim()}" was never said`;
  // What is said again is a rest of the whole: of that, so many words are still missing.
  const heardAfter = (ms: number) =>
    words.length - last.words.filter(({ endMs }) => endMs > ms).length - unspoken(last);
  if (kept.length >= heardAfter(playedMs - nearMs) && kept.length <= heardAfter(playedMs + nearMs)) return undefined;
  if (said.length > 1 && playedMs < nearMs) return undefined;
  return `${heardAfter(playedMs)} words were heard until ${Math.round(playedMs)} ms, ${kept.length} are kept`;
}

/** Words of its text that were not made, because it was stopped before. */
const unspoken = ({ text, words }: Reply) => wordsOf(text).length - words.length;

const wordsOf = (text: string) =>
  text
    .split(/\s+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word !== '');
