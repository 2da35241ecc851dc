import {
  audioFormatOfWire,
  type Clock,
  type ConversationItem,
  type ErrorCode,
  encodeBinaryAudio,
  errorTable,
  type PlanDone,
  type PlannerEvent,
  type PlaybackEvent,
  type ResponseCancelled,
  type ResponseRequested,
  type ResponseUsage,
  type ServerEventBody,
  type TtsEvent,
} from '@cascade/contracts';
import { encodeBase64, OutputEncoder } from './audio-codec.ts';
import { Conversation } from './conversation.ts';
import type { NewId } from './ids.ts';
import { Player } from './player.ts';
import { type ResponseEnd, ResponseProjection } from './projection/response-projection.ts';
import type { ReplyView } from './reply-view.ts';
import type { ResponseWishes } from './response-wishes.ts';
import { SpokenText } from './spoken-text.ts';

export type ReplyEvent = ResponseRequested | ResponseCancelled | PlannerEvent | TtsEvent;

export interface RepliesOptions {
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly newId: NewId;
  readonly playbackLeadMs: number;
  view(): ReplyView;
  send(events: readonly ServerEventBody[]): void;
  sendBinary(bytes: Uint8Array): void;
  playback(event: PlaybackEvent): void;
}

interface Reply {
  readonly responseId: string;
  readonly view: ReplyView;
  readonly projection: ResponseProjection;
  readonly spoken: SpokenText;
  readonly encoder: OutputEncoder;
  readonly stream: number;
  readonly instructions: ConversationItem | undefined;
  /** What the planner is shown in place of the conversation. */
  readonly input: readonly ConversationItem[] | undefined;
  /** Where its items go: the session's, or one of its own that nobody sees. */
  readonly conversation: Conversation;
  announcedStream: boolean;
  clauses: number;
  planDone: PlanDone | undefined;
  speechFailure: ErrorCode | undefined;
  /** Where the client stopped playing, when it said so before the cancellation arrived. */
  cutMs: number | undefined;
  /** The client has told a playback position. */
  acknowledged: boolean;
  /** The client has asked for its end; the turn manager's word is on its way. */
  ending: boolean;
}

/**
 * The responses of a session, from their request to the last word heard. Turns stage events into wire events and paced
 * audio, and reports playback: exactly one `playback-done` for each response, however it ends. Events of a response that
 * was never requested, or is over, are dropped: what is queued in a stage outlives a cancellation.
 */
export class Replies {
  readonly #options: RepliesOptions;
  readonly #player: Player;
  readonly #replies = new Map<string, Reply>();
  #streams = 0;
  #wishes: ResponseWishes | undefined;
  #dropped = 0;
  /** The last item outside of the conversation: its client may still say that it was heard. */
  #lastOutOfBand: string | undefined;

  constructor(options: RepliesOptions) {
    this.#options = options;
    this.#player = new Player({
      clock: options.clock,
      leadMs: options.playbackLeadMs,
      send: (responseId, samples) => this.#sendAudio(responseId, (encoder) => encoder.encode(samples)),
      sent: (responseId) => this.#sendAudio(responseId, (encoder) => encoder.flush()),
      started: (responseId, atMs) => options.playback({ type: 'playback-started', responseId, atMs }),
      progress: (responseId, playedMs, atMs) =>
        options.playback({ type: 'playback-progress', responseId, playedMs, atMs }),
      done: (responseId, playedMs, completed) => {
        const reply = this.#replies.get(responseId);
        if (reply) this.#finish(reply, { sentMs: playedMs, playedMs, completed });
      },
      cut: (responseId) => this.#degraded(responseId, 'reply-cut', 'the reply is longer than may wait'),
    });
  }

  /** The response that is being made or spoken. */
  get active(): string | undefined {
    return [...this.#replies.keys()].at(-1);
  }

  /** The same, unless the client has asked for its end already: the next one may be asked for. */
  get blocking(): string | undefined {
    return [...this.#replies.values()].findLast((reply) => !reply.ending)?.responseId;
  }

  /** Events of unknown or finished responses. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What the planner is shown for the present response; instructions for it alone come last. */
  get planItems(): readonly ConversationItem[] {
    const { input, instructions } = [...this.#replies.values()].at(-1) ?? {};
    return [...(input ?? this.#options.conversation.items()), ...(instructions ? [instructions] : [])];
  }

  wish(wishes: ResponseWishes | undefined): void {
    this.#wishes = wishes;
  }

  handle(event: ReplyEvent): void {
    if (event.type === 'response-requested') {
      this.#request(event);
      return;
    }
    const reply = this.#replies.get(event.responseId);
    if (!reply) {
      this.#dropped++;
      return;
    }
    switch (event.type) {
      case 'response-cancelled':
        this.#cancel(reply, event);
        break;
      case 'plan-tool-call':
        if (event.runsAt === 'client') {
          this.#options.send(reply.projection.toolCall(event));
          return;
        }
        this.#keepToolCall(reply, event);
        break;
      case 'plan-text':
        if (reply.view.modality === 'text') this.#options.send(reply.projection.addText(event.delta));
        return;
      case 'plan-done':
        reply.planDone = event;
        if (reply.view.modality === 'text') this.#finish(reply, { sentMs: 0, playedMs: 0, completed: true });
        return;
      default:
        if (reply.view.modality === 'audio') this.#speak(reply, event);
    }
  }

  /** The client wants this response to end. */
  endWanted(responseId: string): void {
    const reply = this.#replies.get(responseId);
    if (reply) reply.ending = true;
  }

  /** The client has played so much of an item's audio. False when the item is none of a present or past reply. */
  acknowledge(itemId: string, playedMs: number): boolean {
    const reply = this.#ofItem(itemId);
    if (!reply) return this.#options.conversation.heardMore(itemId, playedMs) || this.#lastOutOfBand === itemId;
    reply.acknowledged = true;
    this.#player.acknowledge(reply.responseId, playedMs);
    return true;
  }

  /** While nobody is connected nothing is played, and what is played does not end. */
  setPaused(paused: boolean): void {
    this.#player.setPaused(paused);
  }

  /** The client stopped playing an item that is not over. Undefined when it is none of these. */
  cutByClient(itemId: string, playedMs: number): number | undefined {
    const reply = this.#ofItem(itemId);
    if (!reply) return undefined;
    reply.ending = true;
    reply.acknowledged = true;
    reply.cutMs = Math.min(playedMs, this.#player.sentMs(reply.responseId));
    return reply.cutMs;
  }

  /** Stops timers; nothing is reported any more. */
  close(): void {
    this.#player.close();
    this.#replies.clear();
  }

  #request({ responseId, cause }: ResponseRequested): void {
    if (this.#replies.has(responseId)) return;
    const wishes = cause === 'client' ? this.#wishes : undefined;
    if (wishes) this.#wishes = undefined;
    const current = this.#options.view();
    const view = { ...current, modality: wishes?.modality ?? current.modality };
    const outOfBand = wishes?.outOfBand ?? false;
    const conversation = outOfBand ? new Conversation(this.#options.newId) : this.#options.conversation;
    const spoken = new SpokenText();
    const projection = new ResponseProjection(
      {
        responseId,
        modality: view.modality,
        format: view.format,
        voice: view.voice,
        metadata: wishes?.metadata ?? null,
        outOfBand,
        spoken,
      },
      conversation,
      this.#options.newId,
    );
    const text = wishes?.instructions;
    this.#replies.set(responseId, {
      responseId,
      view,
      projection,
      spoken,
      encoder: new OutputEncoder(audioFormatOfWire(view.format)),
      stream: this.#streams++ & 0xffff,
      instructions: text ? { id: 'response-instructions', kind: 'message', role: 'system', text } : undefined,
      input: wishes?.input,
      conversation,
      announcedStream: false,
      clauses: 0,
      planDone: undefined,
      speechFailure: undefined,
      cutMs: undefined,
      acknowledged: false,
      ending: false,
    });
    if (view.modality === 'audio') this.#player.begin(responseId, view.promisesAcks);
    this.#options.send(projection.created());
  }

  #speak(reply: Reply, event: TtsEvent): void {
    switch (event.type) {
      case 'speech-clause':
        reply.clauses++;
        reply.spoken.addClause(event);
        if (event.text !== '') this.#options.send(reply.projection.addText(event.text));
        break;
      case 'speech-audio':
        reply.spoken.addAudio(event);
        if (reply.view.promisesAcks) this.#options.send(reply.projection.addWords(event.words));
        this.#player.add(reply.responseId, event.samples);
        break;
      case 'speech-failed':
        reply.speechFailure = event.code;
        this.#degraded(reply.responseId, 'clause-without-audio', errorTable[event.code].cause);
        break;
      case 'speech-done':
        reply.spoken.end();
        this.#player.end(reply.responseId);
    }
  }

  #cancel(reply: Reply, { cause }: ResponseCancelled): void {
    const stopped = this.#player.stop(reply.responseId) ?? { sentMs: 0, playedMs: 0 };
    const playedMs = reply.cutMs ?? stopped.playedMs;
    const reason = cause === 'client' ? 'client_cancelled' : 'turn_detected';
    this.#finish(reply, { sentMs: stopped.sentMs, playedMs, completed: false, reason });
  }

  /** The one place where a response ends. */
  #finish(
    reply: Reply,
    end: {
      sentMs: number;
      playedMs: number;
      completed: boolean;
      reason?: 'client_cancelled' | 'turn_detected';
    },
  ): void {
    this.#replies.delete(reply.responseId);
    if (reply.conversation !== this.#options.conversation) this.#lastOutOfBand = reply.projection.itemId;
    const { modality } = reply.view;
    const heardText =
      modality === 'text'
        ? reply.projection.text
        : reply.spoken.heardText(end.completed ? Number.POSITIVE_INFINITY : end.playedMs);
    const outcome = end.reason ? cancelled(end.reason) : outcomeOf(reply);
    this.#options.send(
      reply.projection.done({ ...outcome, usage: usageOf(reply.planDone), heardText, sentMs: end.sentMs }),
    );
    this.#options.playback({
      type: 'playback-done',
      responseId: reply.responseId,
      playedMs: end.playedMs,
      heardText,
      positionBy: reply.acknowledged ? 'client' : 'pace',
      completed: end.completed,
      atMs: this.#options.clock.nowMs(),
    });
  }

  #sendAudio(responseId: string, encode: (encoder: OutputEncoder) => Uint8Array): void {
    const reply = this.#replies.get(responseId);
    if (!reply) return;
    const startSample = reply.encoder.sentSamples;
    const audio = encode(reply.encoder);
    if (audio.length === 0) return;
    const { events, place } = reply.projection.audioPlace();
    if (!reply.view.binaryAudio) {
      events.push({ type: 'response.output_audio.delta', ...place, delta: encodeBase64(audio) });
      this.#options.send(events);
      return;
    }
    if (!reply.announcedStream) events.push({ type: 'cascade.audio.stream', stream: reply.stream, ...place });
    reply.announcedStream = true;
    this.#options.send(events);
    this.#options.sendBinary(encodeBinaryAudio({ stream: reply.stream, startSample, audio }));
  }

  /** The planner ran a tool by itself: the model is shown it again, the client is not. */
  #keepToolCall({ conversation }: Reply, event: Extract<PlannerEvent, { type: 'plan-tool-call' }>): void {
    const { callId, name, output } = event;
    const { newId } = this.#options;
    conversation.appendHidden({ id: newId('item'), kind: 'tool-call', callId, name, arguments: event.arguments });
    if (output !== undefined) conversation.appendHidden({ id: newId('item'), kind: 'tool-result', callId, output });
  }

  #ofItem(itemId: string): Reply | undefined {
    return [...this.#replies.values()].find((reply) => reply.projection.itemId === itemId);
  }

  #degraded(responseId: string, what: 'clause-without-audio' | 'reply-cut', reason: string): void {
    const stage = what === 'reply-cut' ? 'gateway' : 'tts';
    const at_ms = this.#options.clock.nowMs();
    this.#options.send([{ type: 'cascade.degraded', stage, what, reason, response_id: responseId, at_ms }]);
  }
}

type Outcome = Pick<ResponseEnd, 'status' | 'details'>;

const cancelled = (reason: 'client_cancelled' | 'turn_detected'): Outcome => ({
  status: 'cancelled',
  details: { type: 'cancelled', reason },
});

/** An apology and a reply of which nothing could be spoken are failures, though the user was told something. */
function outcomeOf({ planDone, clauses, spoken, speechFailure }: Reply): Outcome {
  const apology = planDone?.source === 'apology' ? planDone.code : undefined;
  const silent = clauses > 0 && !spoken.hasAudio ? speechFailure : undefined;
  const code = apology ?? silent;
  if (!code) return { status: 'completed' };
  return {
    status: 'failed',
    details: { type: 'failed', error: { type: 'server_error', code, message: errorTable[code].cause } },
  };
}

function usageOf(planDone: PlanDone | undefined): ResponseUsage {
  const input = planDone?.inputTokens ?? 0;
  const output = planDone?.outputTokens ?? 0;
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: { text_tokens: input, audio_tokens: 0, cached_tokens: 0 },
    output_token_details: { text_tokens: output, audio_tokens: 0 },
  };
}
