import { decodePcm16 } from '@cascade/audio';
import type {
  ClientEventInput,
  Consent,
  RealtimeSession,
  ServerEvent,
  ServerEventOf,
  TurnFeedback,
  TurnPolicy,
  TurnRecord,
} from '@cascade/contracts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Loudspeaker, PlaybackCounters } from '../audio/loudspeaker.ts';
import type { InputDevice, Microphone } from '../audio/microphone.ts';
import { type ConnectionState, connectionState, type LinkState } from './connection-state.ts';
import { type ConversationState, emptyConversation, type LocalEvent, reduceConversation } from './conversation.ts';
import type { Link, LinkChange, OpenLink } from './link.ts';
import type { Message } from './messages.ts';
import { endText, goingAwayText, type Notice, newSessionNotice, noticeOfEvent } from './notices.ts';
import { PlaybackAcks } from './playback-acks.ts';
import { readConsent, readPreference, readTurnPolicy, writeConsent, writePreference } from './preferences.ts';
import { samples } from './samples.ts';
import { KeyNeeded, type Service } from './service.ts';
import { sessionWishes } from './session-wishes.ts';
import { shownMessages } from './shown-messages.ts';
import { createVoiceInput } from './voice-input.ts';

export type { ConnectionKind, ConnectionState } from './connection-state.ts';
export type { Message, ReplyMessage, UserMessage } from './messages.ts';
export type { Notice } from './notices.ts';

export type TurnDecisionEvent = ServerEventOf<'cascade.turn.decision'>;

/** Everything the page knows, and everything that it can do. */
export interface ConsoleStore {
  readonly connection: ReadonlySignal<ConnectionState>;
  readonly messages: ReadonlySignal<readonly Message[]>;
  /** Oldest first, at most 200; of all sessions since the page was opened. */
  readonly records: ReadonlySignal<readonly TurnRecord[]>;
  /** Oldest first, at most 500. */
  readonly decisions: ReadonlySignal<readonly TurnDecisionEvent[]>;
  readonly session: ReadonlySignal<RealtimeSession | undefined>;
  /** Of `/readyz`: what runs, by stage. Empty until the service is ready. */
  readonly versions: ReadonlySignal<Readonly<Record<string, string>>>;
  /** A turn's address in the trace viewer, with `{trace_id}`; undefined where the service names none. */
  readonly traceUrl: ReadonlySignal<string | undefined>;
  readonly notices: ReadonlySignal<readonly Notice[]>;
  readonly devices: ReadonlySignal<readonly InputDevice[]>;
  readonly deviceId: ReadonlySignal<string | undefined>;
  readonly consent: ReadonlySignal<Consent>;
  /** How soon the assistant takes a pause for the end of a turn. */
  readonly turnPolicy: ReadonlySignal<TurnPolicy>;
  /** The microphone is open, muted or not. */
  readonly isTalking: ReadonlySignal<boolean>;
  readonly isMuted: ReadonlySignal<boolean>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** The sample question that is being said. */
  readonly sampleId: ReadonlySignal<string | undefined>;
  /** The service wants a key; `refused` when the last one was not taken. */
  readonly keyPrompt: ReadonlySignal<'none' | 'needed' | 'refused'>;
  /** Of the last 20 ms of the microphone and the last 50 ms of the loudspeaker, 0 … 1. */
  readonly inputLevel: ReadonlySignal<number>;
  readonly outputLevel: ReadonlySignal<number>;
  readonly playback: ReadonlySignal<PlaybackCounters>;
  /** Every event of the server, as it comes. The returned function takes the listener away. */
  onEvent(listener: (event: ServerEvent) => void): () => void;
  /** Connects and opens the microphone. To be called from a user's gesture, as `say` and `playSample`. */
  start(): Promise<void>;
  /** Closes the microphone and ends what is being said; the conversation stays open. */
  stop(): void;
  mute(isMuted: boolean): void;
  say(text: string): Promise<void>;
  playSample(id: string): Promise<void>;
  /** Ends the reply that is made or spoken. */
  interrupt(): void;
  /** Says of a turn that is over whether it was answered rightly, and what should have been. */
  giveFeedback(turnId: string, rating: TurnFeedback['rating'], correction?: string): void;
  chooseDevice(deviceId: string | undefined): Promise<void>;
  setConsent(consent: Consent): void;
  setTurnPolicy(policy: TurnPolicy): void;
  enterKey(key: string): Promise<void>;
  dismiss(topic: string): void;
}

export interface StoreOptions {
  readonly service: Service;
  readonly openLink: OpenLink;
  readonly loudspeaker: Loudspeaker;
  /** @param deliver gets what the microphone captures */
  createMicrophone(deliver: (pcm: Uint8Array<ArrayBuffer>) => void): Microphone;
  /** What a turn record says of this device. */
  readonly device: Readonly<Record<string, string>>;
  nowMs(): number;
  wait(durationMs: number): Promise<void>;
}

const keptRecords = 200;
const keptDecisions = 500;
const keptNotices = 3;
/** Between two looks at a service that is not ready. */
const readinessIntervalMs = 1000;

export function createStore(options: StoreOptions): ConsoleStore {
  const { service, loudspeaker } = options;
  const link = signal<LinkState>({ kind: 'none' });
  const conversation = signal<ConversationState>(emptyConversation);
  const records = signal<readonly TurnRecord[]>([]);
  const decisions = signal<readonly TurnDecisionEvent[]>([]);
  const session = signal<RealtimeSession | undefined>(undefined);
  const versions = signal<Readonly<Record<string, string>>>({});
  const traceUrl = signal<string | undefined>(undefined);
  const notices = signal<readonly Notice[]>([]);
  const draining = signal<string | undefined>(undefined);
  const consent = signal(readConsent());
  const turnPolicy = signal(readTurnPolicy());
  const deviceId = signal(readPreference('device'));
  const isFirstVisit = signal(readPreference('visited') === undefined);
  const keyPrompt = signal<'none' | 'needed' | 'refused'>('none');
  const listeners = new Set<(event: ServerEvent) => void>();
  /** Items whose audio is not played any more, whatever of it is still under way. */
  const silenced = new Set<string>();
  const spokenSamples = new Map<string, Float32Array>();
  let device = options.device;
  let current: Link | undefined;
  let opening: Promise<Link> | undefined;
  let activeResponses = 0;
  let responsesSettled: () => void = () => undefined;

  const microphone = options.createMicrophone((pcm) => voice.fromMicrophone(pcm));
  const voice = createVoiceInput({ microphone, loudspeaker, deliver: (pcm) => current?.appendAudio(pcm) });
  const acks = new PlaybackAcks((item_id, played_ms) => send({ type: 'cascade.playback.ack', item_id, played_ms }));

  const send = (event: ClientEventInput) => current?.send(event);
  const dispatch = (event: ServerEvent | LocalEvent) => {
    conversation.value = reduceConversation(conversation.peek(), event);
  };
  const notify = (notice: Notice) => {
    const others = notices.peek().filter(({ topic }) => topic !== notice.topic);
    notices.value = [...others, notice].slice(-keptNotices);
  };
  const dismiss = (topic: string) => {
    notices.value = notices.peek().filter((notice) => notice.topic !== topic);
  };

  loudspeaker.position.subscribe((position) => {
    if (position) acks.report(position, options.nowMs());
  });
  loudspeaker.isPlaying.subscribe((isPlaying) => dispatch({ type: 'local.playback', isPlaying }));

  /** Stops a reply, or all; says first how far it was heard, because that is what the service will remember. */
  const silence = (responseId?: string) => {
    const stopped = conversation.peek().entries.flatMap((entry) => {
      const isMeant = entry.role === 'assistant' && (!responseId || entry.responseId === responseId);
      return isMeant && entry.status === 'in-progress' ? [entry.itemId] : [];
    });
    for (const itemId of stopped) silenced.add(itemId);
    const position = loudspeaker.position.peek();
    // Another reply plays, and goes on: of this one nothing has been sent.
    if (position && loudspeaker.isPlaying.peek() && !stopped.includes(position.itemId)) return;
    if (position) acks.report(position, options.nowMs(), true);
    loudspeaker.flush();
  };

  const settleResponses = () => {
    activeResponses = 0;
    responsesSettled();
  };

  const receive = (event: ServerEvent) => {
    if (event.type === 'session.created' || event.type === 'session.updated') session.value = event.session;
    // Nobody will tell the end of what the old session was saying, or of what was lost on the way.
    const isAnew = event.type === 'session.created' || (event.type === 'cascade.session.resumed' && !event.complete);
    if (isAnew) settleResponses();
    if (event.type === 'response.created') {
      activeResponses += 1;
      // Good news is old news by the next reply; what went wrong stays until it is put away.
      notices.value = notices.peek().filter(({ tone }) => tone !== 'info');
    }
    if (event.type === 'response.done') {
      if (event.response.status === 'cancelled') silence(event.response.id);
      loudspeaker.duck(0);
      activeResponses = Math.max(0, activeResponses - 1);
      if (activeResponses === 0) responsesSettled();
    }
    if (event.type === 'cascade.playback.duck') loudspeaker.duck(event.gain_db);
    if (event.type === 'cascade.turn.record') records.value = withRecord(records.peek(), event.record);
    if (event.type === 'cascade.turn.decision') decisions.value = [...decisions.peek(), event].slice(-keptDecisions);
    if (event.type === 'cascade.going_away') draining.value = goingAwayText(event.reason, event.time_left_ms);
    const notice = noticeOfEvent(event);
    if (notice) notify(notice);
    dispatch(event);
    for (const listener of listeners) listener(event);
  };

  const changed = (change: LinkChange) => {
    if (change.kind !== 'closed') {
      link.value = { kind: change.kind };
      if (change.kind === 'open' && change.isNewSession) {
        loudspeaker.flush();
        notify(newSessionNotice);
      }
      return;
    }
    current = undefined;
    settleResponses();
    const message = endText(change.code, change.reason);
    link.value = message === undefined ? { kind: 'none' } : { kind: 'failed', message };
    draining.value = undefined;
    voice.stopSample();
    voice.close();
    loudspeaker.flush();
    dispatch({ type: 'local.stopped' });
  };

  const open = async (): Promise<Link> => {
    link.value = { kind: 'connecting' };
    try {
      current = await options.openLink(sessionWishes(consent.peek(), turnPolicy.peek(), device), {
        event: receive,
        audio(itemId, pcm) {
          if (!silenced.has(itemId)) loudspeaker.play(itemId, decodePcm16(pcm) as Float32Array<ArrayBuffer>);
        },
        change: changed,
      });
      link.value = { kind: 'open' };
      draining.value = undefined;
      keyPrompt.value = 'none';
      return current;
    } catch (error) {
      if (error instanceof KeyNeeded) {
        keyPrompt.value = keyPrompt.peek() === 'none' ? 'needed' : 'refused';
        link.value = { kind: 'none' };
      } else {
        link.value = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
      }
      throw error;
    }
  };

  /** Undefined when there is no connection to be had; the page then shows why. */
  const connect = async (): Promise<Link | undefined> => {
    if (isFirstVisit.peek()) {
      isFirstVisit.value = false;
      writePreference('visited', 'yes');
    }
    if (current) return current;
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening.catch(() => undefined);
  };

  const openMicrophone = async () => {
    const facts = await voice.open(deviceId.peek());
    if (!facts) return;
    device = { ...options.device, ...facts };
    send({ type: 'session.update', session: { cascade: { device } } });
  };

  const interrupt = () => {
    voice.stopSample();
    if (activeResponses === 0) return;
    silence();
    send({ type: 'response.cancel' });
  };

  /** A response can be asked for only when none is under way. */
  const quiet = async () => {
    if (activeResponses === 0) return;
    const settled = new Promise<void>((resolve) => {
      responsesSettled = resolve;
    });
    interrupt();
    await settled;
  };

  const watchReadiness = async () => {
    for (;;) {
      const readiness = await service.readiness();
      if (readiness.kind === 'ready') {
        versions.value = readiness.versions;
        traceUrl.value = readiness.traceUrl;
        const { kind } = link.peek();
        if (kind === 'starting' || kind === 'failed') link.value = { kind: 'none' };
        return;
      }
      const message = 'The service does not answer. Is it running? This page tries again by itself.';
      link.value = readiness.kind === 'starting' ? { kind: 'starting' } : { kind: 'failed', message };
      await options.wait(readinessIntervalMs);
    }
  };
  void watchReadiness();

  return {
    connection: computed(() =>
      connectionState({
        link: link.value,
        microphone: voice.state.value,
        phase: conversation.value.phase,
        isDucked: conversation.value.isDucked,
        degraded: conversation.value.degraded,
        draining: draining.value,
        isFirstVisit: isFirstVisit.value,
      }),
    ),
    messages: computed(() => shownMessages(conversation.value.entries, loudspeaker.position.value)),
    records,
    decisions,
    session,
    versions,
    traceUrl,
    notices,
    devices: microphone.devices,
    deviceId,
    consent,
    turnPolicy,
    isTalking: computed(() => voice.state.value === 'on' || voice.state.value === 'muted'),
    isMuted: computed(() => voice.state.value === 'muted'),
    isPlaying: loudspeaker.isPlaying,
    sampleId: voice.sampleId,
    keyPrompt,
    inputLevel: microphone.level,
    outputLevel: loudspeaker.level,
    playback: loudspeaker.counters,
    dismiss,
    interrupt,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      await loudspeaker.resume();
      if (await connect()) await openMicrophone();
    },
    stop() {
      voice.close();
      interrupt();
      dispatch({ type: 'local.stopped' });
    },
    mute: (isMuted) => voice.mute(isMuted),
    giveFeedback: (turn_id, rating, correction) => send({ type: 'cascade.feedback', turn_id, rating, correction }),
    async say(text) {
      await loudspeaker.resume();
      if (!(await connect())) return;
      await quiet();
      const content = [{ type: 'input_text' as const, text }];
      send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
      send({ type: 'response.create' });
    },
    async playSample(id) {
      const sample = samples.find((one) => one.id === id);
      if (!sample) return;
      await loudspeaker.resume();
      if (!(await connect())) return;
      try {
        const speech = spokenSamples.get(id) ?? (await service.speech(sample.text, AbortSignal.timeout(15_000)));
        spokenSamples.set(id, speech);
        await voice.playSample(id, speech);
      } catch (error) {
        notify({ topic: 'sample', tone: 'danger', text: error instanceof Error ? error.message : String(error) });
      }
    },
    async chooseDevice(next) {
      deviceId.value = next;
      writePreference('device', next);
      const { value } = voice.state;
      if (value === 'on' || value === 'muted') await openMicrophone();
    },
    setConsent(next) {
      consent.value = next;
      writeConsent(next);
      send({ type: 'session.update', session: { cascade: { consent: next } } });
    },
    setTurnPolicy(next) {
      turnPolicy.value = next;
      writePreference('turn-policy', next);
      send({ type: 'session.update', session: { cascade: { turn_policy: next } } });
    },
    async enterKey(key) {
      service.setKey(key);
      await connect();
    },
  };
}

function withRecord(records: readonly TurnRecord[], record: TurnRecord): readonly TurnRecord[] {
  const isSame = (one: TurnRecord) => one.session_id === record.session_id && one.turn_id === record.turn_id;
  const known = records.findIndex(isSame);
  if (known < 0) return [...records, record].slice(-keptRecords);
  return records.map((one, index) => (index === known ? record : one));
}
