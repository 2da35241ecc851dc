import type {
  ItemStatus,
  PlanToolCall,
  RealtimeResponse,
  ResponseStatus,
  ResponseStatusDetails,
  ResponseUsage,
  ServerEventBody,
  ServerItem,
  SpeechWord,
  WireAudioFormat,
} from '@cascade/contracts';
import type { Conversation, ReplyPlace } from '../conversation.ts';
import type { NewId } from '../ids.ts';
import { assistantItem, functionCallItem, withReply } from '../item-shapes.ts';
import type { SpokenText } from '../spoken-text.ts';

export interface ResponseOptions {
  readonly responseId: string;
  readonly modality: 'audio' | 'text';
  readonly format: WireAudioFormat;
  readonly voice: string;
  readonly metadata: Record<string, string> | null;
  /** The reply stays out of the conversation that the client knows: no item events, no conversation named. */
  readonly outOfBand?: boolean;
  /** Kept with the item, for truncations. */
  readonly spoken: SpokenText;
  readonly place?: ReplyPlace;
}

/** How a response ended. */
export interface ResponseEnd {
  readonly status: Exclude<ResponseStatus, 'in_progress' | 'incomplete'>;
  readonly details?: ResponseStatusDetails;
  readonly usage: ResponseUsage;
  /** What the user heard (or, of a written reply, was shown). */
  readonly heardText: string;
  readonly sentMs: number;
  readonly playedMs: number;
}

interface Message {
  readonly itemId: string;
  readonly outputIndex: number;
  readonly previousItemId: string | null;
  text: string;
}

/** One response as wire events, in the order that clients expect; keeps the conversation's items in step. */
export class ResponseProjection {
  readonly options: ResponseOptions;
  readonly #conversation: Conversation;
  readonly #newId: NewId;
  readonly #output: ServerItem[] = [];
  #message: Message | undefined;

  constructor(options: ResponseOptions, conversation: Conversation, newId: NewId) {
    this.options = options;
    this.#conversation = conversation;
    this.#newId = newId;
  }

  /** The message item, once there is text or audio. */
  get itemId(): string | undefined {
    return this.#message?.itemId;
  }

  get text(): string {
    return this.#message?.text ?? '';
  }

  /** Where the audio belongs: opens the item when nothing has. */
  audioPlace(): { events: ServerEventBody[]; place: AudioPlace } {
    const { events, message } = this.#openMessage();
    return { events, place: this.#place(message) };
  }

  created(): ServerEventBody[] {
    return [
      { type: 'response.created', response: this.#response('in_progress') },
      { type: 'rate_limits.updated', rate_limits: [] },
    ];
  }

  /** Some more of the reply's text. */
  addText(delta: string): ServerEventBody[] {
    const { events, message } = this.#openMessage();
    message.text += delta;
    this.#update(message, message.text, 'in_progress');
    const place = this.#place(message);
    events.push(
      this.options.modality === 'audio'
        ? { type: 'response.output_audio_transcript.delta', ...place, delta }
        : { type: 'response.output_text.delta', ...place, delta },
    );
    return events;
  }

  /** When words of the text sound, for a client that follows its playback. */
  addWords(words: readonly SpeechWord[]): ServerEventBody[] {
    const message = this.#message;
    if (!message || words.length === 0) return [];
    const { responseId } = this.options;
    const times = words.map(({ startChar, endChar, startMs, endMs }) => ({
      start_char: startChar,
      end_char: endChar,
      start_ms: startMs,
      end_ms: endMs,
    }));
    return [{ type: 'cascade.reply.words', response_id: responseId, item_id: message.itemId, words: times }];
  }

  /** A function for the client to run. Added in progress and done once, because clients run it when it is completed. */
  toolCall({ callId, name, arguments: json, traceparent }: PlanToolCall): ServerEventBody[] {
    const itemId = this.#newId('item');
    const call = { callId, name, arguments: json };
    const added = functionCallItem(itemId, { ...call, arguments: '' }, 'in_progress');
    const done = functionCallItem(itemId, call, 'completed');
    const previous_item_id = this.#conversation.lastItemId;
    const place = { response_id: this.options.responseId, output_index: this.#output.length };
    this.#output.push(done);
    this.#conversation.append(done);
    const inItem = { ...place, item_id: itemId, call_id: callId };
    return this.#seen([
      { type: 'response.output_item.added', ...place, item: added },
      { type: 'conversation.item.added', previous_item_id, item: added },
      { type: 'response.function_call_arguments.delta', ...inItem, delta: json },
      {
        type: 'response.function_call_arguments.done',
        ...inItem,
        name,
        arguments: json,
        ...(traceparent && { traceparent }),
      },
      { type: 'conversation.item.done', previous_item_id, item: done },
      { type: 'response.output_item.done', ...place, item: done },
    ]);
  }

  done(end: ResponseEnd): ServerEventBody[] {
    return [
      ...(this.#message ? this.#closeMessage(this.#message, end) : []),
      { type: 'response.done', response: this.#response(end.status, end) },
    ];
  }

  #openMessage(): { events: ServerEventBody[]; message: Message } {
    if (this.#message) return { events: [], message: this.#message };
    const item = assistantItem(this.#newId('item'), 'in_progress');
    const previous_item_id = this.#conversation.lastItemId;
    const { modality, spoken, place: placed } = this.options;
    this.#conversation.append(item, modality === 'audio' ? spoken : undefined, placed);
    const message = { itemId: item.id, outputIndex: this.#output.length, previousItemId: previous_item_id, text: '' };
    this.#output.push(item);
    this.#message = message;
    const place = { response_id: this.options.responseId, output_index: message.outputIndex };
    const events = this.#seen([
      { type: 'response.output_item.added', ...place, item },
      { type: 'conversation.item.added', previous_item_id, item },
      { type: 'response.content_part.added', ...this.#place(message), part: this.#part('') },
    ]);
    return { events, message };
  }

  #closeMessage(message: Message, end: ResponseEnd): ServerEventBody[] {
    const completed = end.status !== 'cancelled';
    const item = this.#update(message, message.text, completed ? 'completed' : 'incomplete');
    this.#conversation.setHeard(message.itemId, { ...end, completed });
    const final = this.#conversation.get(message.itemId) ?? item;
    this.#output[message.outputIndex] = final;
    const place = this.#place(message);
    const { response_id, output_index } = place;
    const ends: ServerEventBody[] =
      this.options.modality === 'audio'
        ? [
            { type: 'response.output_audio.done', ...place },
            { type: 'response.output_audio_transcript.done', ...place, transcript: message.text },
          ]
        : [{ type: 'response.output_text.done', ...place, text: message.text }];
    return this.#seen([
      ...ends,
      { type: 'response.content_part.done', ...place, part: this.#part(message.text) },
      { type: 'conversation.item.done', previous_item_id: message.previousItemId, item: final },
      { type: 'response.output_item.done', response_id, output_index, item: final },
    ]);
  }

  #seen(events: ServerEventBody[]): ServerEventBody[] {
    return this.options.outOfBand ? events.filter(({ type }) => !type.startsWith('conversation.')) : events;
  }

  #update(message: Message, text: string, status: ItemStatus): ServerItem {
    const item = withReply(assistantItem(message.itemId, status), this.options.modality, text, status);
    this.#output[message.outputIndex] = item;
    this.#conversation.update(item);
    return item;
  }

  #place({ itemId, outputIndex }: Message): AudioPlace {
    return { response_id: this.options.responseId, item_id: itemId, output_index: outputIndex, content_index: 0 };
  }

  #part(text: string) {
    return this.options.modality === 'audio'
      ? ({ type: 'audio', transcript: text } as const)
      : ({ type: 'text', text } as const);
  }

  #response(status: ResponseStatus, end?: ResponseEnd): RealtimeResponse {
    const { responseId, modality, format, voice, metadata, outOfBand } = this.options;
    return {
      object: 'realtime.response',
      id: responseId,
      ...(outOfBand ? {} : { conversation_id: this.#conversation.id }),
      status,
      ...(end?.details ? { status_details: end.details } : {}),
      output: [...this.#output],
      output_modalities: [modality],
      audio: { output: { format, voice } },
      max_output_tokens: 'inf',
      metadata,
      ...(end ? { usage: end.usage } : {}),
    };
  }
}

/** What every event about a reply's audio names. */
export interface AudioPlace {
  readonly response_id: string;
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index: number;
}
