import {
  CascadeError,
  type Clock,
  type InputEvent,
  parseClientEvent,
  type ResponseRequested,
  type ServerEventBody,
  type SessionSettings,
  type StageLogger,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import type { WebSocket } from 'ws';
import { fromBetaEvent } from './beta-dialect.ts';
import { actOnClientEvent, type ClientTarget } from './client-actions.ts';
import { ClientLink, type LinkEnd } from './client-link.ts';
import type { SocketEnd } from './client-socket.ts';
import type { GatewayConfig } from './config.ts';
import type { ConnectionInput, GatewayConnection, SessionEvent } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { GatewayCounters } from './counters.ts';
import { Departure } from './departure.ts';
import type { Admission, Scope } from './edge/admission.ts';
import { errorEvent } from './error-event.ts';
import { newId } from './ids.ts';
import { InputAudio } from './input-audio.ts';
import { OverrunNotice } from './overrun-notice.ts';
import { InputProjection } from './projection/input-projection.ts';
import { RecentTurns } from './recent-turns.ts';
import { Replies } from './replies.ts';
import { replyViewOf } from './reply-view.ts';
import type { ResponseWishes } from './response-wishes.ts';
import type { ResumeTokens } from './resume-tokens.ts';
import {
  describeSession,
  initialSessionConfig,
  type SessionConfig,
  settingsOf,
  updateSessionConfig,
} from './session-config.ts';
import { type StageTarget, showStageEvent } from './stage-events.ts';
import { TurnWatch } from './turn-watch.ts';

export interface SessionOptions {
  readonly socket: WebSocket;
  readonly admission: Admission;
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly logger: StageLogger;
  readonly counters: GatewayCounters;
  readonly resumeTokens: ResumeTokens<Session>;
  readonly defaultVoice: string | undefined;
  readonly voices: readonly string[] | undefined;
  traceId(sessionId: string): string | undefined;
  onEnd(session: Session): void;
}

const queueCapacity = 4096;
/** Audio leaves room in the queue for what must not get lost. */
const audioCapacity = 3072;

/** One client's conversation: the way to it on one side, the stages on the other, and the protocol's state in between. */
export class Session {
  readonly sessionId = newId('sess');
  readonly connection: GatewayConnection;
  readonly #options: SessionOptions;
  readonly #controller = new AbortController();
  readonly #input = new EventQueue<ConnectionInput>({ capacity: queueCapacity, whenFull: 'drop-newest' });
  readonly #conversation = new Conversation(newId);
  readonly #link: ClientLink;
  readonly #audio: InputAudio;
  readonly #speech: InputProjection;
  readonly #replies: Replies;
  readonly #watch: TurnWatch;
  readonly #departure: Departure;
  readonly #stageTarget: StageTarget;
  #config: SessionConfig;
  #scopes: ReadonlySet<Scope>;
  /** What the stages are set to for one response alone. */
  #override: Partial<SessionSettings> | undefined;
  #hasToken = false;
  /** Other than appended audio: a client that comes back sends what follows them again. */
  #eventsReceived = 0;
  #ended = false;
  readonly #overruns: OverrunNotice;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { admission, clock, config, counters, socket, voices } = options;
    this.#scopes = admission.scopes;
    this.#overruns = new OverrunNotice(clock, counters, (error) => this.#refuse(error, undefined));
    const { type, model, traceparent } = admission;
    const initial = initialSessionConfig({
      type,
      ...(model === undefined ? {} : { model }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(options.defaultVoice === undefined ? {} : { voice: options.defaultVoice }),
    });
    const begun = updateSessionConfig(initial, admission.session ?? {}, voices);
    this.#config = begun.config;
    this.#audio = new InputAudio({
      clock,
      format: settingsOf(this.#config).inputFormat,
      aheadMs: config.inputAheadMs,
      emit: (event) => this.#emitAudio(event),
    });
    this.#watch = new TurnWatch({
      clock,
      gapMs: config.inputGapMs,
      config: () => this.#config,
      awaitsToolResult: () => this.#conversation.awaitsToolResult,
      appendSilence: (durationMs) => {
        counters.silenceAddedMs += durationMs;
        this.#audio.appendSilence(durationMs);
      },
      onGap: () => this.#tellGap(),
      onIdle: (sinceMs) => this.#promptIdle(sinceMs),
    });
    this.#speech = new InputProjection(this.#conversation, newId, () => ({
      showsSpeech: this.#config.turnDetection !== null,
      prefixPaddingMs: settingsOf(this.#config).prefixPaddingMs,
      transcribes: this.#config.transcription !== null,
    }));
    this.#replies = new Replies({
      clock,
      conversation: this.#conversation,
      newId,
      playbackLeadMs: config.playbackLeadMs,
      duckGainDb: config.duckGainDb,
      view: () => replyViewOf(this.#config),
      send: (events) => this.#link.send(events),
      sendBinary: (bytes) => this.#link.sendBinary(bytes),
      playback: (event, cause) => {
        this.#push(event);
        if (event.type === 'playback-done') this.#replyOver(cause);
      },
    });
    this.#departure = new Departure({
      clock,
      maxSessionMs: config.maxSessionMs,
      maxIdleMs: config.maxIdleMs,
      isBusy: () => this.#watch.open || this.#replies.active !== undefined,
      tell: (reason, time_left_ms) => this.#link.send([{ type: 'cascade.going_away', reason, time_left_ms }]),
      leave: (reason) => this.close(1012, `going_away: ${reason}`),
    });
    this.#link = new ClientLink(
      {
        clock,
        dialect: admission.dialect,
        config,
        eventIdPrefix: `event_${this.sessionId.slice(-8)}`,
        onText: (text) => this.#onText(text),
        onBinary: (bytes) => this.#onBinary(bytes),
        onDetached: (end) => this.#onDetached(end),
        onEnd: (end) => this.#onEnd(end),
      },
      socket,
    );
    this.#stageTarget = {
      audio: this.#audio,
      speech: this.#speech,
      replies: this.#replies,
      turns: this.#turns,
      watch: this.#watch,
      departure: this.#departure,
      seesRecords: () => this.#scopes.has('records'),
      traceId: () => options.traceId(this.sessionId),
      send: (events) => this.#link.send(events),
    };
    const session = this;
    this.connection = {
      sessionId: this.sessionId,
      admittedAtMs: options.clock.nowMs(),
      signal: this.#controller.signal,
      input: this.#input,
      send: (event) => this.#show(event),
      conversation: {
        items: () => this.#replies.planItems,
        itemsIfCommitted: (turnId, text) => this.#conversation.itemsWith(this.#speech.itemIdOf(turnId), text),
      },
      get device() {
        return session.#config.device;
      },
      settings: () => this.#settings,
      close: (code, reason) => this.close(code, reason),
    };
    this.#describe('session.created');
    for (const error of begun.refused) this.#refuse(error, undefined);
    this.#push({ type: 'session-settings', settings: this.#settings });
  }

  /** The client has come back over another connection. */
  resume(socket: WebSocket, { scopes, resume }: Admission): void {
    this.#scopes = scopes;
    this.#departure.active();
    this.#link.resume(socket, {
      id: this.sessionId,
      afterEventId: resume?.afterEventId ?? null,
      inputReceivedMs: this.#audio.receivedMs,
      eventsReceived: this.#eventsReceived,
    });
    this.#setAttached(true);
  }

  /** Tells the client of something that happened before its first event. */
  tellError(error: CascadeError): void {
    this.#refuse(error, undefined);
  }

  /** The service shuts down: ends as soon as nothing is open, in `timeLeftMs` at the latest. */
  shutDown(timeLeftMs: number): void {
    // Whoever is not connected cannot come back: nothing new is let in.
    if (this.#link.attached) this.#departure.shutDown(timeLeftMs);
    else this.close(1012, 'going_away: shutdown');
  }

  close(code: number, reason: string): void {
    this.#link.close(code, reason);
  }

  get #settings(): SessionSettings {
    const { keyId: userId } = this.#options.admission;
    return { ...settingsOf(this.#config), ...this.#override, ...(userId !== undefined && { userId }) };
  }

  #describe(type: 'session.created' | 'session.updated'): void {
    const { admission, config, resumeTokens } = this.#options;
    const resumable = this.#config.resume && config.resumeWindowMs > 0;
    this.#link.setResumable(resumable);
    if (!resumable) this.#revokeToken();
    this.#hasToken = resumable;
    const resume = resumable
      ? { token: resumeTokens.issue(this.sessionId, admission.keyId, this), window_ms: config.resumeWindowMs }
      : null;
    this.#link.send([{ type, session: describeSession(this.#config, this.sessionId, resume) }]);
  }

  #revokeToken(): void {
    if (this.#hasToken) this.#options.resumeTokens.revoke(this.sessionId);
    this.#hasToken = false;
  }

  #setAttached(attached: boolean): void {
    this.#replies.setPaused(!attached);
    this.#watch.setAttached(attached);
    if (attached && this.#replies.active === undefined && this.#conversation.length > 0) this.#watch.armIdle();
  }

  #onText(text: string): void {
    this.#departure.active();
    const parsed = parseClientEvent(text, this.#options.admission.dialect === 'beta' ? fromBetaEvent : undefined);
    if (!parsed.ok || parsed.event.type !== 'input_audio_buffer.append') this.#eventsReceived++;
    if (!parsed.ok) {
      this.#refuse(parsed.error, parsed.eventId);
      return;
    }
    this.#guard(parsed.event.event_id, () => actOnClientEvent(parsed.event, this.#target));
  }

  #onBinary(bytes: Uint8Array): void {
    this.#departure.active();
    this.#guard(undefined, () => {
      if (this.#config.binaryAudio) return this.#appendAudio(bytes);
      const message = 'Binary frames are audio: set session.cascade.binary_audio first.';
      throw new CascadeError('invalid_event', message, { stage: 'gateway', param: 'session.cascade.binary_audio' });
    });
  }

  readonly #turns = new RecentTurns();
  /** What a client event may reach. */
  readonly #target: ClientTarget = {
    config: () => this.#config,
    setConfig: (config) => this.#setConfig(config),
    voices: () => this.#options.voices,
    conversation: this.#conversation,
    replies: () => this.#replies,
    wish: (wishes) => this.#wish(wishes),
    appendAudio: (bytes) => this.#appendAudio(bytes),
    commitAudio: () => this.#commitAudio(),
    clearAudio: () => this.#push(this.#audio.clear()),
    knowsTurn: (turnId) => this.#turns.has(turnId),
    push: (event) => this.#push(event),
    send: (events) => this.#link.send(events),
    refuse: (error, eventId) => this.#refuse(error, eventId),
  };

  #show(event: SessionEvent): void {
    if (!this.#ended) this.#guard(undefined, () => showStageEvent(event, this.#stageTarget));
  }

  #setConfig(config: SessionConfig): void {
    this.#config = config;
    this.#audio.setFormat(settingsOf(config).inputFormat);
    this.#describe('session.updated');
    this.#push({ type: 'session-settings', settings: this.#settings });
    this.#watch.update();
    if (this.#replies.active === undefined && this.#conversation.length > 0) this.#watch.armIdle();
  }

  /** What differs from the session holds for the stages until the response is over. */
  #wish(wishes: ResponseWishes | undefined): void {
    this.#replies.wish(wishes);
    if (!wishes?.settings && !this.#override) return;
    this.#override = wishes?.settings;
    this.#push({ type: 'session-settings', settings: this.#settings });
  }

  /** Neither a word while a tool works nor a question into the silence is an answer that somebody is to react to. */
  #replyOver(cause: ResponseRequested['cause']): void {
    if (this.#override && !this.#replies.hasWishes) {
      this.#override = undefined;
      this.#push({ type: 'session-settings', settings: this.#settings });
    }
    if (cause !== 'filler' && cause !== 'reprompt') this.#watch.armIdle();
    this.#departure.settled();
  }

  #appendAudio(bytes: Uint8Array): void {
    this.#watch.audioArrived();
    const error = this.#audio.append(bytes);
    if (error?.code === 'audio_overrun') {
      this.#overruns.tell(error);
      return;
    }
    if (error) throw error;
  }

  #commitAudio(): void {
    const commit = this.#audio.commit();
    if (commit instanceof CascadeError) throw commit;
    this.#link.send(this.#speech.clientCommit());
    this.#push(commit);
  }

  #emitAudio(event: InputEvent): boolean {
    if (this.#input.length < audioCapacity) return this.#input.push(event);
    this.#overruns.tell(new CascadeError('audio_overrun', 'The audio before this is still being worked on.'));
    return false;
  }

  #tellGap(): void {
    const reason = `no audio for ${this.#options.config.inputGapMs} ms while a turn is open`;
    const at_ms = this.#options.clock.nowMs();
    const what = 'input-silence';
    this.#link.send([{ type: 'cascade.degraded', stage: 'gateway', what, reason, response_id: null, at_ms }]);
  }

  #promptIdle(sinceMs: number): void {
    const nowSample = this.#audio.positionSample;
    this.#link.send(this.#speech.idleTimeout(Math.max(0, nowSample - sinceMs * 16), nowSample));
    this.#wish(undefined);
    this.#push({ type: 'response-create' });
  }

  /** A client that floods the queue with what must not get lost is cut off. */
  #push(event: ConnectionInput): void {
    if (this.#input.push(event) || this.#ended) return;
    this.close(1008, 'overloaded: Events arrive faster than they can be worked on.');
  }

  #guard(eventId: string | undefined, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!CascadeError.is(error)) {
        this.#options.logger.error({ session_id: this.sessionId, err: error }, 'session event failed');
      }
      const wrapped = CascadeError.from(error, 'internal', 'The event could not be worked on.', { stage: 'gateway' });
      this.#refuse(wrapped, eventId);
    }
  }

  #refuse(error: CascadeError, eventId: string | undefined): void {
    this.#options.counters.errors++;
    const event: ServerEventBody = errorEvent(error, eventId);
    this.#link.send([event]);
  }

  #onDetached(end: SocketEnd): void {
    this.#count(end);
    this.#setAttached(false);
    this.#options.logger.info({ session_id: this.sessionId, end }, 'session waits for its client');
  }

  #count(end: LinkEnd): void {
    if (end === 'slow-client') this.#options.counters.slowClients++;
    if (end === 'dead-client') this.#options.counters.deadClients++;
  }

  #onEnd(end: LinkEnd): void {
    this.#ended = true;
    const { logger } = this.#options;
    this.#count(end);
    this.#revokeToken();
    this.#departure.close();
    this.#watch.close();
    this.#replies.close();
    this.#input.end();
    this.#controller.abort(new CascadeError('cancelled', 'The client is gone.', { stage: 'gateway' }));
    logger.info({ session_id: this.sessionId, end, dropped_events: this.#replies.dropped }, 'session ended');
    this.#options.onEnd(this);
  }
}
