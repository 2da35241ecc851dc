import {
  CascadeError,
  type Clock,
  type InputEvent,
  parseClientEvent,
  type ServerEventBody,
  type StageLogger,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import type { WebSocket } from 'ws';
import { actOnClientEvent, type ClientTarget } from './client-actions.ts';
import { ClientSocket, type SocketEnd } from './client-socket.ts';
import type { GatewayConfig } from './config.ts';
import type { ConnectionInput, GatewayConnection, SessionEvent } from './connection.ts';
import { Conversation } from './conversation.ts';
import type { GatewayCounters } from './counters.ts';
import { errorEvent } from './error-event.ts';
import { IdlePrompt } from './idle-prompt.ts';
import { newId } from './ids.ts';
import { InputAudio } from './input-audio.ts';
import { InputProjection } from './projection/input-projection.ts';
import { Replies } from './replies.ts';
import { describeSession, initialSessionConfig, type SessionConfig, settingsOf } from './session-config.ts';
import { SilenceFiller } from './silence-filler.ts';

export interface SessionOptions {
  readonly socket: WebSocket;
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly logger: StageLogger;
  readonly counters: GatewayCounters;
  readonly type: 'realtime' | 'transcription';
  /** As the client named it in the address. */
  readonly model: string | undefined;
  readonly defaultVoice: string | undefined;
  readonly voices: readonly string[] | undefined;
  traceId(sessionId: string): string | undefined;
  onEnd(session: Session): void;
}

const queueCapacity = 4096;
/** Audio leaves room in the queue for what must not get lost. */
const audioCapacity = 3072;
const overrunErrorEveryMs = 1000;

/** One connected client: its socket on one side, the stages on the other, and the state of the protocol in between. */
export class Session {
  readonly sessionId = newId('sess');
  readonly connection: GatewayConnection;
  readonly #options: SessionOptions;
  readonly #controller = new AbortController();
  readonly #input = new EventQueue<ConnectionInput>({ capacity: queueCapacity, whenFull: 'drop-newest' });
  readonly #conversation = new Conversation(newId);
  readonly #socket: ClientSocket;
  readonly #audio: InputAudio;
  readonly #speech: InputProjection;
  readonly #replies: Replies;
  readonly #filler: SilenceFiller;
  readonly #idle: IdlePrompt;
  #config: SessionConfig;
  #speechOpen = false;
  #turnOpen = false;
  #ended = false;
  #overrunToldMs = Number.NEGATIVE_INFINITY;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, config } = options;
    this.#config = initialSessionConfig({
      type: options.type,
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.defaultVoice === undefined ? {} : { voice: options.defaultVoice }),
    });
    this.#audio = new InputAudio({
      clock,
      format: settingsOf(this.#config).inputFormat,
      aheadMs: config.inputAheadMs,
      emit: (event) => this.#emitAudio(event),
    });
    this.#filler = new SilenceFiller({
      clock,
      gapMs: config.inputGapMs,
      appendSilence: (durationMs) => {
        options.counters.silenceAddedMs += durationMs;
        this.#audio.appendSilence(durationMs);
      },
      onGap: () => this.#tellGap(),
    });
    this.#idle = new IdlePrompt(clock, (sinceMs) => this.#promptIdle(sinceMs));
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
      view: () => ({
        modality: this.#config.modality,
        format: this.#config.outputFormat,
        voice: this.#config.voice,
        binaryAudio: this.#config.binaryAudio,
        promisesAcks: this.#config.playbackAck,
      }),
      send: (events) => this.#socket.send(events),
      sendBinary: (bytes) => this.#socket.sendBinary(bytes),
      playback: (event) => {
        this.#push(event);
        if (event.type === 'playback-done') this.#armIdle();
      },
    });
    this.#socket = new ClientSocket({
      socket: options.socket,
      clock,
      pingIntervalMs: config.pingIntervalMs,
      maxSendBufferBytes: config.maxSendBufferBytes,
      eventIdPrefix: `event_${this.sessionId.slice(-8)}`,
      onText: (text) => this.#onText(text),
      onBinary: (bytes) => this.#onBinary(bytes),
      onEnd: (end) => this.#onEnd(end),
    });
    const session = this;
    this.connection = {
      sessionId: this.sessionId,
      signal: this.#controller.signal,
      input: this.#input,
      send: (event) => this.#guard(undefined, () => this.#onStageEvent(event)),
      conversation: { items: () => [...this.#conversation.items(), ...this.#replies.instructions] },
      get device() {
        return session.#config.device;
      },
      settings: () => settingsOf(this.#config),
      close: (code, reason) => this.close(code, reason),
    };
    this.#socket.send([{ type: 'session.created', session: describeSession(this.#config, this.sessionId) }]);
    this.#push({ type: 'session-settings', settings: settingsOf(this.#config) });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #onText(text: string): void {
    const parsed = parseClientEvent(text);
    if (!parsed.ok) {
      this.#refuse(parsed.error, parsed.eventId);
      return;
    }
    this.#guard(parsed.event.event_id, () => actOnClientEvent(parsed.event, this.#target));
  }

  #onBinary(bytes: Uint8Array): void {
    this.#guard(undefined, () => {
      if (this.#config.binaryAudio) return this.#appendAudio(bytes);
      const message = 'Binary frames are audio: set session.cascade.binary_audio first.';
      throw new CascadeError('invalid_event', message, { stage: 'gateway', param: 'session.cascade.binary_audio' });
    });
  }

  /** What a client event may reach. */
  readonly #target: ClientTarget = {
    config: () => this.#config,
    setConfig: (config) => this.#setConfig(config),
    voices: () => this.#options.voices,
    conversation: this.#conversation,
    replies: () => this.#replies,
    appendAudio: (bytes) => this.#appendAudio(bytes),
    commitAudio: () => this.#commitAudio(),
    clearAudio: () => this.#push(this.#audio.clear()),
    push: (event) => this.#push(event),
    send: (events) => this.#socket.send(events),
    refuse: (error, eventId) => this.#refuse(error, eventId),
  };

  #setConfig(config: SessionConfig): void {
    this.#config = config;
    const settings = settingsOf(config);
    this.#audio.setFormat(settings.inputFormat);
    this.#socket.send([{ type: 'session.updated', session: describeSession(config, this.sessionId) }]);
    this.#push({ type: 'session-settings', settings });
    this.#watchAudioClock();
    if (this.#replies.active === undefined && this.#conversation.length > 0) this.#armIdle();
  }

  #appendAudio(bytes: Uint8Array): void {
    this.#filler.audioArrived();
    const error = this.#audio.append(bytes);
    if (error?.code === 'audio_overrun') {
      this.#tellOverrun(error);
      return;
    }
    if (error) throw error;
  }

  #commitAudio(): void {
    const commit = this.#audio.commit();
    if (commit instanceof CascadeError) throw commit;
    this.#socket.send(this.#speech.clientCommit());
    this.#push(commit);
  }

  #emitAudio(event: InputEvent): boolean {
    if (this.#input.length < audioCapacity) return this.#input.push(event);
    this.#tellOverrun(new CascadeError('audio_overrun', 'The audio before this is still being worked on.'));
    return false;
  }

  /** Once a second at most: the cure for too much data is not more data. */
  #tellOverrun(error: CascadeError): void {
    this.#options.counters.audioOverruns++;
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#overrunToldMs < overrunErrorEveryMs) return;
    this.#overrunToldMs = nowMs;
    this.#refuse(error, undefined);
  }

  #onStageEvent(event: SessionEvent): void {
    if (this.#ended) return;
    switch (event.type) {
      case 'speech-start':
        this.#speechOpen = true;
        this.#watchAudioClock();
        break;
      case 'speech-end':
      case 'speech-misfire':
        this.#speechOpen = false;
        this.#watchAudioClock();
        break;
      case 'speech-pause':
      case 'speech-silence':
      case 'speech-resume':
        return;
      case 'transcript-partial':
        this.#socket.send(this.#speech.partial(event));
        break;
      case 'transcript-final':
        this.#socket.send(this.#speech.final(event));
        break;
      case 'transcript-failed':
        this.#socket.send(this.#speech.failed(event));
        break;
      case 'turn-started':
        this.#beginTurn(event.turnId, event.startSample);
        break;
      case 'turn-committed':
        this.#endTurn(event.endSample);
        this.#socket.send(this.#speech.committed(event));
        break;
      case 'turn-abandoned':
        this.#endTurn(event.endSample);
        this.#socket.send(this.#speech.abandoned(event));
        break;
      case 'utterance-boundary':
        this.#socket.send(this.#speech.boundary());
        break;
      case 'turn-decision': {
        const trace_id = this.#options.traceId(this.sessionId) ?? null;
        const { turnId: turn_id, kind, reason, atMs: at_ms } = event;
        this.#socket.send([{ type: 'cascade.turn.decision', turn_id, trace_id, kind, reason, at_ms }]);
        break;
      }
      case 'turn-record':
        this.#socket.send([{ type: 'cascade.turn.record', record: event.record }]);
        break;
      case 'response-requested':
        this.#idle.disarm();
        this.#replies.handle(event);
        break;
      default:
        this.#replies.handle(event);
        break;
    }
  }

  #beginTurn(turnId: string, startSample: number): void {
    this.#turnOpen = true;
    this.#idle.disarm();
    this.#watchAudioClock();
    this.#socket.send(this.#speech.turnStarted(turnId, startSample));
  }

  #endTurn(endSample: number): void {
    this.#audio.used(endSample);
    this.#turnOpen = false;
    this.#speechOpen = false;
    this.#watchAudioClock();
  }

  /** Under manual turn detection only the client's commit ends a turn: silence would not help. */
  #watchAudioClock(): void {
    this.#filler.setOpen(this.#config.turnDetection !== null && (this.#speechOpen || this.#turnOpen));
  }

  #tellGap(): void {
    const reason = `no audio for ${this.#options.config.inputGapMs} ms while a turn is open`;
    const at_ms = this.#options.clock.nowMs();
    const what = 'input-silence';
    this.#socket.send([{ type: 'cascade.degraded', stage: 'gateway', what, reason, response_id: null, at_ms }]);
  }

  #armIdle(): void {
    const { turnDetection, type } = this.#config;
    if (this.#turnOpen || type === 'transcription') {
      this.#idle.disarm();
      return;
    }
    this.#idle.arm(turnDetection?.type === 'server_vad' ? turnDetection.idle_timeout_ms : null);
  }

  #promptIdle(sinceMs: number): void {
    const nowSample = this.#audio.positionSample;
    this.#socket.send(this.#speech.idleTimeout(Math.max(0, nowSample - sinceMs * 16), nowSample));
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
    this.#socket.send([event]);
  }

  #onEnd(end: SocketEnd): void {
    this.#ended = true;
    const { counters, logger } = this.#options;
    if (end === 'slow-client') counters.slowClients++;
    if (end === 'dead-client') counters.deadClients++;
    this.#filler.close();
    this.#idle.disarm();
    this.#replies.close();
    this.#input.end();
    this.#controller.abort(new CascadeError('cancelled', 'The client is gone.', { stage: 'gateway' }));
    logger.info({ session_id: this.sessionId, end, dropped_events: this.#replies.dropped }, 'session ended');
    this.#options.onEnd(this);
  }
}
