import type { ServerEvent, ServerEventOf, TurnRecord } from '@cascade/contracts';

export interface ObservedPartial {
  readonly atMs: number;
  readonly text: string;
  readonly stableText: string;
}

/** Collects what the server says about one conversation, and knows whether anything is still going on in it. */
export class ConversationObserver {
  readonly partials: ObservedPartial[] = [];
  readonly decisions: ServerEventOf<'cascade.turn.decision'>[] = [];
  /** Messages of error events, in the order they came. */
  readonly errors: string[] = [];
  readonly #records = new Map<string, TurnRecord>();
  /** Turns that began and have no record yet. */
  readonly #openTurns = new Set<string>();
  /** Responses being made or spoken. */
  readonly #openResponses = new Set<string>();
  #transcripts = new Map<string, string>();
  #sawTurn = false;

  observe(event: ServerEvent, atMs: number): void {
    switch (event.type) {
      case 'cascade.transcript.partial':
        this.partials.push({ atMs, text: event.text, stableText: event.stable_text });
        break;
      case 'conversation.item.input_audio_transcription.completed':
        this.#transcripts.set(event.item_id, event.transcript);
        break;
      case 'cascade.turn.decision':
        this.decisions.push(event);
        if (['turn-start', 'reopen', 'commit'].includes(event.kind)) this.#openTurn(event.turn_id);
        break;
      case 'cascade.turn.record':
        // Of a turn that was taken up again the later record is the whole one.
        this.#records.delete(event.record.turn_id);
        this.#records.set(event.record.turn_id, event.record);
        this.#openTurns.delete(event.record.turn_id);
        this.#sawTurn = true;
        break;
      case 'response.created':
        this.#openResponses.add(event.response.id);
        break;
      case 'response.done':
        this.#openResponses.delete(event.response.id);
        break;
      case 'error':
        this.errors.push(`${event.error.code}: ${event.error.message}`);
        break;
    }
  }

  /** Whether any turn began, whatever became of it. */
  get sawTurn(): boolean {
    return this.#sawTurn;
  }

  /** No turn without its record and no response under way. */
  get isIdle(): boolean {
    return this.#openTurns.size === 0 && this.#openResponses.size === 0;
  }

  /** One of each turn, in the order in which the turns were spoken. */
  get records(): readonly TurnRecord[] {
    return [...this.#records.values()].sort((a, b) => a.audio.start_sample - b.audio.start_sample);
  }

  /** Final transcripts by the order in which they came first. */
  get transcripts(): readonly string[] {
    return [...this.#transcripts.values()];
  }

  #openTurn(turnId: string): void {
    this.#sawTurn = true;
    this.#openTurns.add(turnId);
  }
}
