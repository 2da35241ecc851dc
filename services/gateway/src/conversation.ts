import { CascadeError, type ConversationItem, type RealtimeItem, type ServerItem } from '@cascade/contracts';
import type { NewId } from './ids.ts';
import { plannerItemOf, userAudioItem, withHeardText, withTranscript } from './item-shapes.ts';
import type { SpokenText } from './spoken-text.ts';

/** A spoken reply's words in time. */
interface Spoken {
  readonly text: SpokenText;
  /** More than that of its audio cannot have been heard: it was not sent, or the client has cut it off. */
  limitMs: number;
  heardMs: number;
  /** What comes after this is said again by a later reply, and kept there. */
  saidAgainAfter?: string;
}

interface Entry {
  readonly id: string;
  /** Absent for what the planner did by itself: clients do not see it. */
  item?: ServerItem;
  /** What the planner is shown instead of the item's own text. */
  plannerItem?: ConversationItem;
  spoken?: Spoken;
  readonly place?: ReplyPlace;
}

/** How a reply stands to what was said before it. */
export interface ReplyPlace {
  /** It answers nothing, and the planner is not shown it. */
  readonly aside?: boolean;
  /** The interrupted reply that it goes on with: for the planner both are one. */
  readonly continues?: string | undefined;
}

/** How much of a reply was heard: its words, and the milliseconds of its audio that went out and that were played. */
export interface HeardReply {
  readonly heardText: string;
  readonly sentMs: number;
  readonly playedMs: number;
  readonly completed: boolean;
}

export interface ConversationLimits {
  readonly maxItems: number;
  /** UTF-16 units of all items that clients wrote. */
  readonly maxTextLength: number;
}

const defaultLimits: ConversationLimits = { maxItems: 4000, maxTextLength: 2_000_000 };

/**
 * The conversation's items in order, in the wire's shape for the client and in the planner's for the model. Assistant
 * items keep the timing of their words, so that a truncation leaves exactly the words that were heard.
 */
export class Conversation {
  readonly id: string;
  readonly #newId: NewId;
  readonly #limits: ConversationLimits;
  #entries: Entry[] = [];
  #textLength = 0;

  constructor(newId: NewId, limits: ConversationLimits = defaultLimits) {
    this.#newId = newId;
    this.#limits = limits;
    this.id = newId('conv');
  }

  /** What the planner is shown: no item without text, assistant text as far as it was heard. */
  items(): readonly ConversationItem[] {
    return shownItems(this.#entries);
  }

  /** As `items()` would be with this transcript of a user item; where there is no such item, with one at the end. */
  itemsWith(id: string, transcript: string): readonly ConversationItem[] {
    const known = this.#entries.some((entry) => entry.id === id);
    if (!known)
      return shownItems([...this.#entries, { id, item: userAudioItem(id, transcript) }].slice(-this.#limits.maxItems));
    return shownItems(
      this.#entries.map((entry) =>
        entry.id === id && entry.item ? { ...entry, item: withTranscript(entry.item, transcript) } : entry,
      ),
    );
  }

  get length(): number {
    return this.#entries.length;
  }

  get(id: string): ServerItem | undefined {
    return this.#entries.find((entry) => entry.id === id)?.item;
  }

  /** The last thing said was a function call whose result the client has not sent yet. */
  get awaitsToolResult(): boolean {
    const answered = new Set<string>();
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const { item, place } = this.#entries[index] as Entry;
      if (item?.type === 'message' && !place?.aside) return false;
      if (item?.type === 'function_call_output') answered.add(item.call_id);
      if (item?.type === 'function_call' && item.call_id && !answered.has(item.call_id)) return true;
    }
    return false;
  }

  /** Id of the last item that clients know. */
  get lastItemId(): string | null {
    return this.#entries.findLast((entry) => entry.item)?.id ?? null;
  }

  /** The item that clients see before this one. */
  previousItemId(id: string): string | null {
    const index = this.#entries.findIndex((entry) => entry.id === id);
    return this.#entries.slice(0, Math.max(0, index)).findLast((entry) => entry.item)?.id ?? null;
  }

  /** Adds an item of the server's own at the end. */
  append(item: ServerItem, spoken?: SpokenText, place: ReplyPlace = {}): void {
    const timed = spoken ? { spoken: { text: spoken, limitMs: 0, heardMs: 0 } } : {};
    this.#entries.push({ id: item.id, item, place, ...timed });
    // A session may last for days: the oldest go first.
    if (this.#entries.length > this.#limits.maxItems) this.#entries.shift();
  }

  /** Adds what the planner did by itself. */
  appendHidden(plannerItem: ConversationItem): void {
    this.#entries.push({ id: plannerItem.id, plannerItem });
  }

  /** Replaces the wire's shape of an item. */
  update(item: ServerItem): void {
    const entry = this.#entries.find(({ id }) => id === item.id);
    if (entry) entry.item = item;
  }

  /**
   * Adds an item that the client wrote.
   *
   * @throws CascadeError that names the field
   */
  create(item: RealtimeItem, previousItemId: string | null | undefined): ServerItem {
    const id = item.id ?? this.#newId('item');
    if (this.#entries.some((entry) => entry.id === id)) {
      throw fault('invalid_event', 'An item with this id exists already.', 'item.id');
    }
    if (item.type === 'function_call_output' && !this.#hasCall(item.call_id)) {
      throw fault('item_not_found', 'No function call has this call_id.', 'item.call_id');
    }
    const at = this.#placeAfter(previousItemId);
    const length = JSON.stringify(item).length;
    if (this.#entries.length >= this.#limits.maxItems || this.#textLength + length > this.#limits.maxTextLength) {
      throw fault('conversation_full', 'The conversation holds as much as it may.', 'item');
    }
    this.#textLength += length;
    const call = item.type === 'function_call' ? { call_id: item.call_id ?? this.#newId('call') } : {};
    const created = { ...item, ...call, id, object: 'realtime.item', status: 'completed' } as ServerItem;
    this.#entries.splice(at, 0, { id, item: created });
    return created;
  }

  /** @throws CascadeError `item_not_found` */
  delete(id: string): void {
    const { item } = this.#require(id);
    this.#textLength = Math.max(0, this.#textLength - JSON.stringify(item).length);
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
  }

  /** @throws CascadeError `item_not_found` */
  retrieve(id: string): ServerItem {
    return this.#require(id).item;
  }

  /** What the planner is shown of one item. @throws CascadeError `item_not_found` that names `param` */
  plannerItem(id: string, param: string): ConversationItem | undefined {
    const entry = this.#entries.find((one) => one.id === id);
    if (!entry?.item) throw fault('item_not_found', 'No item has this id.', param);
    return entry.plannerItem ?? plannerItemOf(entry.item);
  }

  setTranscript(id: string, transcript: string): void {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry?.item) entry.item = withTranscript(entry.item, transcript);
  }

  /** A reply is over, or its client has stopped playing it: `heardText` is all that the planner will know of it. */
  setHeard(id: string, { heardText, sentMs, playedMs, completed }: HeardReply): void {
    const entry = this.#entries.find((one) => one.id === id);
    if (!entry?.item) return;
    if (entry.spoken) Object.assign(entry.spoken, { limitMs: sentMs, heardMs: playedMs });
    if (!completed) entry.item = withHeardText(entry.item, heardText);
    entry.plannerItem = { id, kind: 'message', role: 'assistant', text: heardText };
  }

  /**
   * Leaves of an assistant item what was heard after `audioEndMs` of its audio; returns where the cut really is. 0 and
   * any time beyond what was sent are fine. What one truncation took away no later one, and no acknowledgement, brings
   * back.
   *
   * @throws CascadeError when there is no such item, or it is not the assistant's
   */
  truncate(id: string, contentIndex: number, audioEndMs: number): number {
    const entry = this.#require(id);
    const { item } = entry;
    if (item.type !== 'message' || item.role !== 'assistant') {
      throw fault('invalid_event', 'Only a message of the assistant can be truncated.', 'item_id');
    }
    if (contentIndex >= Math.max(1, item.content.length)) {
      throw fault('invalid_event', 'The item has no such content part.', 'content_index');
    }
    if (!entry.spoken) {
      if (audioEndMs === 0) entry.item = withHeardText(item, '');
      return audioEndMs;
    }
    const cutMs = Math.min(audioEndMs, entry.spoken.limitMs);
    entry.spoken.limitMs = cutMs;
    setHeardUntil(entry, entry.spoken, cutMs);
    return cutMs;
  }

  /** The client says later that it had played more of an interrupted reply than was known. False for no item. */
  heardMore(id: string, playedMs: number): boolean {
    const entry = this.#entries.find((one) => one.id === id);
    if (!entry?.item) return false;
    if (!entry.spoken || entry.item.status !== 'incomplete') return true;
    const { limitMs, heardMs } = entry.spoken;
    const nowHeardMs = Math.min(playedMs, limitMs);
    if (nowHeardMs > heardMs) setHeardUntil(entry, entry.spoken, nowHeardMs);
    return true;
  }

  /**
   * `rest` of the last interrupted reply is about to be said: what comes before it is what that one keeps, whatever is
   * acknowledged later, or words would stand there twice. Returns its id, undefined when there is no such reply.
   */
  continueInterrupted(rest: string): string | undefined {
    const entry = this.#entries.findLast(({ spoken, item }) => spoken && item?.status === 'incomplete');
    if (!entry?.spoken) return undefined;
    const { text, heardMs } = entry.spoken;
    entry.spoken.limitMs = heardMs;
    const before = text.textBefore(rest);
    entry.spoken.saidAgainAfter = before;
    setHeardUntil(entry, entry.spoken, heardMs);
    return entry.id;
  }

  #hasCall(callId: string): boolean {
    return this.#entries.some(({ item }) => item?.type === 'function_call' && item.call_id === callId);
  }

  #placeAfter(previousItemId: string | null | undefined): number {
    if (previousItemId === undefined || previousItemId === null) return this.#entries.length;
    if (previousItemId === 'root') return 0;
    const index = this.#entries.findIndex((entry) => entry.item && entry.id === previousItemId);
    if (index < 0) throw fault('item_not_found', 'No item has this id.', 'previous_item_id');
    return index + 1;
  }

  #require(id: string): Entry & { item: ServerItem } {
    const entry = this.#entries.find((one) => one.id === id);
    if (!entry?.item) throw fault('item_not_found', 'No item has this id.', 'item_id');
    return entry as Entry & { item: ServerItem };
  }
}

function setHeardUntil(entry: Entry, spoken: Spoken, playedMs: number): void {
  spoken.heardMs = playedMs;
  const heard = spoken.text.heardText(playedMs);
  const { saidAgainAfter = heard } = spoken;
  setHeardText(entry, heard.length > saidAgainAfter.length ? saidAgainAfter : heard);
}

function setHeardText(entry: Entry, text: string): void {
  if (entry.item) entry.item = withHeardText(entry.item, text);
  entry.plannerItem = { id: entry.id, kind: 'message', role: 'assistant', text };
}

/** No item without text; a reply and those that continue it as one item, under the id of the first. */
function shownItems(entries: readonly Entry[]): readonly ConversationItem[] {
  const shown: ConversationItem[] = [];
  let lastId: string | undefined;
  for (const { id, item, plannerItem, place } of entries) {
    if (place?.aside) continue;
    const one = plannerItem ?? (item && plannerItemOf(item));
    const before = shown.at(-1);
    const continues = place?.continues !== undefined && place.continues === lastId;
    if (one && !(one.kind === 'message' && one.text === '')) {
      const joins = continues && one.kind === 'message' && before?.kind === 'message' && before.role === 'assistant';
      if (joins) shown[shown.length - 1] = { ...before, text: `${before.text} ${one.text}` };
      else shown.push(one);
      lastId = id;
    } else if (continues) lastId = id;
  }
  return shown;
}

const fault = (code: 'invalid_event' | 'item_not_found' | 'conversation_full', message: string, param: string) =>
  new CascadeError(code, message, { stage: 'gateway', param });
