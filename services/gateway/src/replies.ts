import {
  audioFormatOfWire,
  type Clock,
  type ConversationItem,
  encodeBinaryAudio,
  errorTable,
  type PlannerEvent,
  type PlaybackDucked,
  type PlaybackEvent,
  type ResponseCancelled,
  type ResponseRequested,
  type ServerEventBody,
  type TtsEvent,
} from '@cascade/contracts';
import { encodeBase64, OutputEncoder } from './audio-codec.ts';
import { Conversation, type ReplyPlace } from './conversation.ts';
import { GainRamp } from './gain-ramp.ts';
import type { NewId } from './ids.ts';
import { Player } from './player.ts';
import { ResponseProjection } from './projection/response-projection.ts';
import { cancelled, outcomeOf, type Reply, type ReplyEnd, usageOf } from './reply.ts';
import type { ReplyView } from './reply-view.ts';
import type { ResponseWishes } from './response-wishes.ts';
import { SpokenText } from './spoken-text.ts';

export type ReplyEvent = ResponseRequested | ResponseCancelled | PlaybackDucked | PlannerEvent | TtsEvent;

export interface RepliesOptions {
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly newId: NewId;
  readonly playbackLeadMs: number;
  /** Of a reply that somebody seems to speak over. */
  readonly duckGainDb: number;
  view(): ReplyView;
  send(events: readonly ServerEventBody[]): void;
  sendBinary(bytes: Uint8Array): void;
  /** @param cause of the response */
  playback(event: PlaybackEvent, cause: ResponseRequested['cause']): void;
}

/** Nothing of a reply is heard so far below the user's own voice. */
const fadedGainDb = -60;
/** While the user speaks, audio that may have to be played quieter is sent no further ahead than this. */
const leadInSpeechMs = 120;

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
      send: (responseId, samples) =>
        this.#sendAudio(responseId, ({ encoder, gain }) => encoder.encode(gain.apply(samples))),
      sent: (responseId) => this.#sendAudio(responseId, ({ encoder }) => encoder.flush()),
      started: (responseId, atMs) => this.#report({ type: 'playback-started', responseId, atMs }),
      progress: (responseId, playedMs, atMs) => this.#report({ type: 'playback-progress', responseId, playedMs, atMs }),
      done: (responseId, end) => {
        const reply = this.#replies.get(responseId);
        if (reply) this.#finish(reply, end);
      },
      cut: (responseId) => this.#degraded(responseId, 'reply-cut', 'the reply is longer than may wait'),
    });
  }

  /** The response that is being made or spoken. */
  get active(): string | undefined {
    return [...this.#replies.keys()].at(-1);
  }

  /** The same, unless the client has asked for its end already, or it only fills a silence: the next may be asked for. */
  get blocking(): string | undefined {
    return [...this.#replies.values()].findLast((reply) => !reply.ending && reply.cause !== 'filler')?.responseId;
  }

  /** What one response alone is set to is still to be used. */
  get hasWishes(): boolean {
    return this.#wishes !== undefined || [...this.#replies.values()].some(({ cause }) => cause === 'client');
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
      case 'playback-ducked':
        this.#duck(reply, event);
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
        if (reply.view.modality === 'audio' && !reply.ending) this.#speak(reply, event);
    }
  }

  /** The client wants this response to end. */
  endWanted(responseId: string): void {
    const reply = this.#replies.get(responseId);
    if (reply) this.#halt(reply);
  }

  /** Somebody speaks, or nobody does any more. */
  setUserSpeaking(speaking: boolean): void {
    const { playbackLeadMs, view } = this.#options;
    const isShort = speaking && view().ducking === 'server';
    this.#player.setLead(isShort ? Math.min(leadInSpeechMs, playbackLeadMs) : playbackLeadMs);
  }

  /** The client has played so much of an item's audio. False when the item is none of a present or past reply. */
  acknowledge(itemId: string, playedMs: number): boolean {
    const reply = this.#ofItem(itemId);
    if (!reply) return this.#options.conversation.heardMore(itemId, playedMs) || this.#lastOutOfBand === itemId;
    reply.acknowledged = true;
    if (reply.faded) reply.faded.atMs ??= Math.min(playedMs, reply.faded.latestMs);
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
    const { responseId, spoken } = reply;
    reply.acknowledged = true;
    // What it played inaudibly before it stopped was not heard.
    const audibleMs = audibleUntilMs(reply);
    const cutMs = Math.min(playedMs, audibleMs, reply.cutMs ?? this.#player.sentMs(responseId));
    reply.cutMs = cutMs;
    this.#halt(reply);
    // A client asks for the truncated item at once.
    const heard = { heardText: spoken.heardText(cutMs), sentMs: cutMs, playedMs: cutMs, completed: false };
    if (reply.view.modality === 'audio') reply.conversation.setHeard(itemId, heard);
    return cutMs;
  }

  #halt(reply: Reply): void {
    reply.ending = true;
    this.#player.halt(reply.responseId);
  }

  /** Stops timers; nothing is reported any more. */
  close(): void {
    this.#player.close();
    this.#replies.clear();
  }

  #request(request: ResponseRequested): void {
    const { responseId, cause } = request;
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
        place: this.#placeOf(request),
      },
      conversation,
      this.#options.newId,
    );
    const text = wishes?.instructions;
    this.#replies.set(responseId, {
      responseId,
      view,
      projection,
      cause,
      spoken,
      gain: new GainRamp(),
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
      faded: undefined,
      acknowledged: false,
      ending: false,
    });
    const { promisesAcks } = view;
    if (view.modality === 'audio') this.#player.begin(responseId, { promisesAcks, overtakes: cause === 'filler' });
    this.#options.send(projection.created());
  }

  #placeOf({ cause, announcement = '' }: ResponseRequested): ReplyPlace {
    if (cause === 'filler') return { aside: true };
    return cause === 'resumed' ? { continues: this.#options.conversation.continueInterrupted(announcement) } : {};
  }

  #duck(reply: Reply, { ducked, faded = false, atMs }: PlaybackDucked): void {
    const { responseId, view, gain } = reply;
    if (view.modality === 'text') return;
    const { duckGainDb } = this.#options;
    const gain_db = !ducked ? 0 : faded ? Math.min(fadedGainDb, duckGainDb) : duckGainDb;
    if (view.ducking === 'server') {
      gain.setTarget(10 ** (gain_db / 20));
      const sentMs = this.#player.sentMs(responseId);
      reply.faded = faded ? { atMs: sentMs, latestMs: sentMs } : undefined;
    } else {
      // Where the client stands then tells its next acknowledgement, if one comes in time; it cannot stand further than the
      // pace says, because what it plays has come the same way as the word to fade it out.
      reply.faded = faded ? { atMs: undefined, latestMs: this.#player.paceMs(responseId) } : undefined;
      const response_id = responseId;
      this.#options.send([{ type: 'cascade.playback.duck', response_id, ducked, gain_db, at_ms: atMs }]);
    }
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
    const reason = cause === 'client' ? 'client_cancelled' : 'turn_detected';
    this.#finish(reply, { ...stopped, completed: false, reason });
  }

  /** The one place where a response ends. Where its client cut it, that is its end. */
  #finish(reply: Reply, { sentMs, playedMs, ...how }: ReplyEnd): void {
    // What was played inaudibly at the end was not heard, whatever is acknowledged later.
    const audibleMs = audibleUntilMs(reply);
    const end = {
      ...how,
      sentMs: Math.min(reply.cutMs ?? sentMs, audibleMs),
      playedMs: Math.min(reply.cutMs ?? playedMs, audibleMs),
    };
    this.#replies.delete(reply.responseId);
    if (reply.conversation !== this.#options.conversation) this.#lastOutOfBand = reply.projection.itemId;
    const { modality } = reply.view;
    const heardText =
      modality === 'text'
        ? reply.projection.text
        : reply.spoken.heardText(end.completed && !reply.faded ? Number.POSITIVE_INFINITY : end.playedMs);
    const reason = end.reason ?? (reply.ending ? 'client_cancelled' : undefined);
    const outcome = reason ? cancelled(reason) : outcomeOf(reply);
    const heard = { heardText, sentMs: end.sentMs, playedMs: end.playedMs };
    this.#options.send(reply.projection.done({ ...outcome, usage: usageOf(reply.planDone), ...heard }));
    const done: PlaybackEvent = {
      type: 'playback-done',
      responseId: reply.responseId,
      playedMs: end.playedMs,
      heardText,
      positionBy: reply.acknowledged ? 'client' : 'pace',
      completed: end.completed,
      atMs: this.#options.clock.nowMs(),
    };
    this.#options.playback(done, reply.cause);
  }

  #sendAudio(responseId: string, encode: (reply: Reply) => Uint8Array): void {
    const reply = this.#replies.get(responseId);
    if (!reply) return;
    const startSample = reply.encoder.sentSamples;
    const audio = encode(reply);
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

  #report(event: PlaybackEvent): void {
    const reply = this.#replies.get(event.responseId);
    if (reply) this.#options.playback(event, reply.cause);
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

/** Where in its audio it was last to be heard. */
const audibleUntilMs = ({ faded }: Reply): number =>
  faded ? (faded.atMs ?? faded.latestMs) : Number.POSITIVE_INFINITY;
