import {
  type ErrorCode,
  errorTable,
  inputRateHz,
  type ServerEventBody,
  type TranscriptFailed,
  type TranscriptFinal,
  type TranscriptPartial,
  type TurnAbandoned,
  type TurnCommitted,
} from '@cascade/contracts';
import type { Conversation } from '../conversation.ts';
import type { NewId } from '../ids.ts';
import { userAudioItem } from '../item-shapes.ts';

/** What the session says about how the user's side is shown; read at every event. */
export interface InputView {
  /** False under manual turn detection: the client knows when speech begins and ends. */
  readonly showsSpeech: boolean;
  readonly prefixPaddingMs: number;
  readonly transcribes: boolean;
}

/** A user item in the making: from the first sign of speech to the transcript. */
interface OpenItem {
  readonly itemId: string;
  turnId: string | undefined;
  readonly utterances: Set<string>;
  speechShown: boolean;
  /** The client's commit has put it into the conversation already. */
  committed: boolean;
  /** Deltas sent so far, joined. */
  sentText: string;
  stableText: string;
  shownText: string;
  failure: ErrorCode | undefined;
}

/**
 * What the user says, as wire events: speech started and stopped, the user item, and its transcript as it grows. One
 * item for each turn of the turn manager; `speech_started` follows its word (`turn-started`), not every sound, because
 * clients stop their playback on it.
 */
export class InputProjection {
  readonly #conversation: Conversation;
  readonly #newId: NewId;
  readonly #view: () => InputView;
  #open: OpenItem[] = [];
  /** Of the item that will be opened next, where somebody has asked for it already. */
  #promisedId: string | undefined;
  /** Utterances that a turn has used: what the recognizer still says about them comes too late. */
  readonly #closed = new Set<string>();
  /** Utterances heard since the last boundary. */
  readonly #heard = new Set<string>();

  constructor(conversation: Conversation, newId: NewId, view: () => InputView) {
    this.#conversation = conversation;
    this.#newId = newId;
    this.#view = view;
  }

  /** Id of the item that this turn will become if it ends now. Nothing is changed by asking. */
  itemIdOf(turnId: string): string {
    const open = this.#ofTurn(turnId);
    if (open) return open.itemId;
    this.#promisedId ??= this.#newId('item');
    return this.#promisedId;
  }

  turnStarted(turnId: string, startSample: number): ServerEventBody[] {
    return this.#showSpeech(this.#itemOfTurn(turnId), startSample);
  }

  partial({ utteranceId, text, stableText }: TranscriptPartial): ServerEventBody[] {
    if (this.#closed.has(utteranceId)) return [];
    const open = this.#itemOfUtterance(utteranceId);
    const events = this.#view().transcribes ? this.#grow(open, stableText) : [];
    return [...events, this.#show(open, text, stableText)];
  }

  final({ utteranceId, text }: TranscriptFinal): ServerEventBody[] {
    if (this.#closed.has(utteranceId) || text === '') return [];
    const open = this.#itemOfUtterance(utteranceId);
    open.failure = undefined;
    const stableText = text.startsWith(open.stableText) ? open.stableText : '';
    return [this.#show(open, text, stableText)];
  }

  failed({ utteranceId, code }: TranscriptFailed): ServerEventBody[] {
    if (!this.#closed.has(utteranceId)) this.#itemOfUtterance(utteranceId).failure = code;
    return [];
  }

  /** The client's commit: the item enters the conversation at once, its transcript follows with the turn's end. */
  clientCommit(): ServerEventBody[] {
    const last = this.#open.at(-1);
    const open = last && !last.committed ? last : this.#openItem();
    return this.#commit(open);
  }

  committed({ turnId, text, startSample, endSample }: TurnCommitted): ServerEventBody[] {
    const open = this.#itemOfTurn(turnId);
    const events = [
      ...this.#showSpeech(open, startSample),
      ...this.#hideSpeech(open, endSample),
      ...(open.committed ? [] : this.#commit(open)),
    ];
    this.#conversation.setTranscript(open.itemId, text);
    events.push(...this.#complete(open, text, startSample, endSample));
    this.#close(open);
    return events;
  }

  abandoned({ turnId, startSample, endSample }: TurnAbandoned): ServerEventBody[] {
    const open = this.#ofTurn(turnId);
    if (!open) return [];
    const events = this.#hideSpeech(open, endSample);
    if (open.committed) {
      this.#conversation.setTranscript(open.itemId, '');
      events.push(...this.#complete(open, '', startSample, endSample));
    } else if (open.failure) {
      events.push(...this.#complete(open, '', startSample, endSample));
    } else if (open.shownText !== '') {
      events.push(this.#show(open, '', ''));
    }
    // The recognizer may go on with the same utterance: only a boundary ends that.
    this.#open = this.#open.filter((one) => one !== open);
    return events;
  }

  /** What was recognized so far belongs to a turn that is over. */
  boundary(): ServerEventBody[] {
    for (const utterance of this.#heard) this.#closeUtterance(utterance);
    this.#heard.clear();
    this.#open = this.#open.filter((open) => open.turnId !== undefined || open.committed || open.utterances.size === 0);
    return [];
  }

  /** Nobody spoke for as long as the session's idle timeout: an empty user item stands for it. */
  idleTimeout(sinceSample: number, nowSample: number): ServerEventBody[] {
    const itemId = this.#newId('item');
    return [
      {
        type: 'input_audio_buffer.timeout_triggered',
        item_id: itemId,
        audio_start_ms: toMs(sinceSample),
        audio_end_ms: toMs(nowSample),
      },
      ...this.#addItem(itemId, ''),
    ];
  }

  #showSpeech(open: OpenItem, startSample: number): ServerEventBody[] {
    const { showsSpeech, prefixPaddingMs } = this.#view();
    if (open.speechShown || !showsSpeech) return [];
    open.speechShown = true;
    const startMs = Math.max(0, toMs(startSample) - prefixPaddingMs);
    return [{ type: 'input_audio_buffer.speech_started', item_id: open.itemId, audio_start_ms: startMs }];
  }

  #hideSpeech(open: OpenItem, endSample: number): ServerEventBody[] {
    if (!open.speechShown) return [];
    return [{ type: 'input_audio_buffer.speech_stopped', item_id: open.itemId, audio_end_ms: toMs(endSample) }];
  }

  #commit(open: OpenItem): ServerEventBody[] {
    open.committed = true;
    return this.#addItem(open.itemId, null);
  }

  #addItem(itemId: string, transcript: string | null): ServerEventBody[] {
    const previous = this.#conversation.lastItemId;
    const item = userAudioItem(itemId, transcript);
    this.#conversation.append(item);
    return [
      { type: 'input_audio_buffer.committed', item_id: itemId, previous_item_id: previous },
      { type: 'conversation.item.added', previous_item_id: previous, item },
      { type: 'conversation.item.done', previous_item_id: previous, item },
    ];
  }

  /** Deltas only ever add: a stable text that does not begin with what was sent is left to `completed`. */
  #grow(open: OpenItem, text: string): ServerEventBody[] {
    if (text.length <= open.sentText.length || !text.startsWith(open.sentText)) return [];
    const delta = text.slice(open.sentText.length);
    open.sentText = text;
    const type = 'conversation.item.input_audio_transcription.delta';
    return [{ type, item_id: open.itemId, content_index: 0, delta }];
  }

  #show(open: OpenItem, text: string, stableText: string): ServerEventBody {
    open.shownText = text;
    open.stableText = stableText;
    return { type: 'cascade.transcript.partial', item_id: open.itemId, text, stable_text: stableText };
  }

  #complete(open: OpenItem, text: string, startSample: number, endSample: number): ServerEventBody[] {
    if (!this.#view().transcribes) return [];
    const item = { item_id: open.itemId, content_index: 0 };
    if (open.failure && text === '') {
      const { cause } = errorTable[open.failure];
      const error = { type: 'server_error', code: open.failure, message: cause };
      return [{ type: 'conversation.item.input_audio_transcription.failed', ...item, error }];
    }
    const seconds = Math.max(0, endSample - startSample) / inputRateHz;
    return [
      ...this.#grow(open, text),
      {
        type: 'conversation.item.input_audio_transcription.completed',
        ...item,
        transcript: text,
        usage: { type: 'duration', seconds },
      },
    ];
  }

  #itemOfTurn(turnId: string): OpenItem {
    const open = this.#ofTurn(turnId) ?? this.#openItem();
    open.turnId = turnId;
    return open;
  }

  #ofTurn(turnId: string): OpenItem | undefined {
    return this.#open.find((open) => open.turnId === turnId) ?? this.#open.find((open) => open.turnId === undefined);
  }

  #itemOfUtterance(utteranceId: string): OpenItem {
    const known = this.#open.find((open) => open.utterances.has(utteranceId));
    const last = this.#open.at(-1);
    // After the client's commit, a new utterance is the next item's.
    const free = last && !(last.committed && last.utterances.size > 0) ? last : undefined;
    const open = known ?? free ?? this.#openItem();
    open.utterances.add(utteranceId);
    this.#heard.add(utteranceId);
    return open;
  }

  #openItem(): OpenItem {
    const open: OpenItem = {
      itemId: this.#promisedId ?? this.#newId('item'),
      turnId: undefined,
      utterances: new Set(),
      speechShown: false,
      committed: false,
      sentText: '',
      stableText: '',
      shownText: '',
      failure: undefined,
    };
    this.#promisedId = undefined;
    this.#open.push(open);
    return open;
  }

  #close(open: OpenItem): void {
    this.#open = this.#open.filter((one) => one !== open);
    for (const utterance of open.utterances) this.#closeUtterance(utterance);
  }

  #closeUtterance(utteranceId: string): void {
    this.#closed.add(utteranceId);
    // Ids are never used again; a few are enough for what is still under way.
    for (const oldest of this.#closed) {
      if (this.#closed.size <= 16) break;
      this.#closed.delete(oldest);
    }
  }
}

const toMs = (sample: number) => Math.round((sample * 1000) / inputRateHz);
