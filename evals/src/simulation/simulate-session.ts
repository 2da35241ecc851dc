import { createHash } from 'node:crypto';
import { runSession } from '@cascade/assistant';
import type { AnnouncementDue, StageLogger } from '@cascade/contracts';
import { type GatewayConnection, loadGatewayConfig, newCounters, type SessionEvent, Sessions } from '@cascade/gateway';
import { TimerService } from '@cascade/planner';
import { EventQueue } from '@cascade/runtime';
import { createLogger, type Metrics, TurnRecorder } from '@cascade/telemetry';
import { VirtualClock } from '@cascade/testing';
import { createTtsStage } from '@cascade/tts';
import { createTurnStage, defaultTurnNumbers } from '@cascade/turn';
import { seededRandom } from '../sounds/index.ts';
import { ConversationRules, type Rule, type Violation } from './conversation-rules.ts';
import { EventLog } from './event-log.ts';
import { HeardHistory } from './heard-history.ts';
import { SpokenPieces } from './marked-audio.ts';
import type { SpeechPiece } from './recorded-utterances.ts';
import { createScriptedDetector } from './scripted-detector.ts';
import { createScriptedEndOfTurn } from './scripted-end-of-turn.ts';
import { createScriptedPlanner } from './scripted-planner.ts';
import { createScriptedRecognizer } from './scripted-recognizer.ts';
import { ScriptedUser } from './scripted-user.ts';
import { createScriptedVoice } from './scripted-voice.ts';
import { SimulatedClient } from './simulated-client.ts';
import type { World } from './world.ts';

export interface SessionScript {
  readonly seed: string;
  readonly world: World;
  readonly utterances: readonly (readonly SpeechPiece[])[];
  /** Takes the lines of the session's event log. */
  writeLog?(line: string): void;
}

export interface SimulatedSession {
  readonly durationMs: number;
  readonly turns: number;
  readonly unanswered: number;
  readonly bargeIns: number;
  readonly backchannels: number;
  readonly vanished: boolean;
  /** Effects of the turn manager and decisions, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly voiceToVoiceMs: readonly number[];
  /** Replies whose text in the conversation was held against what came out of the loudspeaker. */
  readonly historiesChecked: number;
  readonly violations: readonly Violation[];
  /** Of the whole event log: the same seed gives the same one. */
  readonly digest: string;
}

/** No conversation is longer; whatever still runs then hangs. */
const longestMs = 2 * 3_600_000;
/** Size of the turn manager's state as JSON, in characters. */
const mostState = 20_000;
const nothing = () => undefined;
const silentLogger: StageLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const noMetrics: Metrics = {
  observeSpan: nothing,
  observeDecision: nothing,
  observeTurn: nothing,
  observeRealTimeFactor: nothing,
  countError: nothing,
  text: async () => '',
};
const gatewayConfig = loadGatewayConfig({}).values;

/** One conversation from the first word to the end, on a clock of its own: the gateway's session, the wiring and the turn
 * manager are the real ones, the stages around them are scripted. */
export async function simulateSession(script: SessionScript): Promise<SimulatedSession> {
  const session = new Simulation(script);
  return session.run();
}

class Simulation {
  readonly #script: SessionScript;
  readonly #id: string;
  readonly #clock = new VirtualClock();
  readonly #pieces = new SpokenPieces();
  readonly #announcements = new EventQueue<AnnouncementDue>({ capacity: 16, whenFull: 'drop-newest' });
  readonly #history = new HeardHistory();
  readonly #rules = new ConversationRules((rule, detail) => this.#violate(rule, detail));
  readonly #log: EventLog;
  readonly #digest = createHash('sha256');
  readonly #counts: Record<string, number> = {};
  readonly #faults: Record<string, number> = {};
  readonly #violations: Violation[] = [];
  readonly #voiceToVoiceMs: number[] = [];
  readonly #client: SimulatedClient;
  #ended: Promise<void> = Promise.resolve();
  #connection: GatewayConnection | undefined;
  #logLines = 0;
  #historiesChecked = 0;

  constructor(script: SessionScript) {
    const { seed, world } = script;
    this.#script = script;
    this.#id = `sess_${seed}`;
    this.#log = new EventLog({
      sessionId: this.#id,
      numbers: defaultTurnNumbers,
      write: (line) => {
        this.#digest.update(line);
        script.writeLog?.(line);
      },
    });
    const random = seededRandom(`${seed}/client`);
    this.#client = new SimulatedClient({
      clock: this.#clock,
      random,
      world,
      pieces: this.#pieces,
      onFault: this.#onFault,
    });
  }

  async run(): Promise<SimulatedSession> {
    const { seed, world, utterances } = this.#script;
    const gateway = new Sessions({
      config: gatewayConfig,
      clock: this.#clock,
      logger: silentLogger,
      counters: newCounters(),
      traceId: nothing,
      onConnection: (connection) => {
        this.#ended = this.#converse(connection);
      },
    });
    gateway.attach(this.#client.socket.asGatewaySocket, admission);
    const user = new ScriptedUser({
      clock: this.#clock,
      random: seededRandom(`${seed}/user`),
      world,
      client: this.#client,
      utterances,
      announce: () => this.#announcements.push({ type: 'announcement-due', text: 'Your timer is done.' }),
      onFault: this.#onFault,
    });
    await this.#untilOver(user.converse(() => this.#atTheEnd()));
    return {
      durationMs: this.#clock.nowMs(),
      turns: user.turns,
      unanswered: user.unanswered,
      bargeIns: user.bargeIns,
      backchannels: user.backchannels,
      vanished: this.#hasVanished,
      counts: this.#counts,
      faults: this.#faults,
      voiceToVoiceMs: this.#voiceToVoiceMs,
      historiesChecked: this.#historiesChecked,
      violations: this.#violations,
      digest: this.#digest.digest('hex'),
    };
  }

  get #hasVanished(): boolean {
    return this.#faults['client vanishes'] !== undefined;
  }

  readonly #onFault = (name: string) => {
    this.#faults[name] = (this.#faults[name] ?? 0) + 1;
  };

  #violate(rule: Rule, detail: string): void {
    this.#violations.push({ session: this.#script.seed, atMs: Math.round(this.#clock.nowMs()), rule, detail });
  }

  /** Moves the clock until the user has gone and everything behind it has ended. */
  async #untilOver(conversation: Promise<void>): Promise<void> {
    let over = false;
    const ended = conversation
      .then(() => this.#ended)
      .then(() => {
        over = true;
      });
    while (!over && this.#clock.nowMs() < longestMs) await this.#clock.run(1000);
    if (!over) {
      this.#violate('clean-end', 'the session does not end');
      return;
    }
    await ended;
    await this.#clock.run(5000);
    if (this.#clock.pendingTimers > 0) this.#violate('clean-end', `${this.#clock.pendingTimers} timers are left`);
  }

  /** While the connection is still there. */
  #atTheEnd(): void {
    for (const code of this.#client.errors) this.#count(`error ${code}`);
    if (!this.#connection || this.#hasVanished) return;
    this.#rules.end();
    const items = this.#connection.conversation.items();
    const verdict = this.#history.compare(this.#client.heard, this.#client.items, items);
    this.#historiesChecked = verdict.checked;
    for (const difference of verdict.differences) this.#violate('history-is-heard', difference);
  }

  async #converse(connection: GatewayConnection): Promise<void> {
    this.#connection = connection;
    const seen: GatewayConnection = {
      sessionId: this.#id,
      admittedAtMs: connection.admittedAtMs,
      signal: connection.signal,
      input: connection.input,
      send: (event) => {
        this.#said(event);
        connection.send(event);
      },
      conversation: connection.conversation,
      device: connection.device,
      settings: () => connection.settings(),
      close: (code, reason) => {
        this.#violate('clean-end', `the session was given up: ${reason}`);
        connection.close(code, reason);
      },
    };
    connection.signal.addEventListener('abort', () => this.#announcements.end(), { once: true });
    await runSession(seen, {
      stages: this.#stages(),
      recorder: this.#recorder(seen),
      metrics: noMetrics,
      clock: this.#clock,
      logger: createLogger({ level: 'error', destination: { write: (line) => this.#noteFailure(line) } }),
      announcements: this.#announcements,
      onDropped: (queue, count) => {
        if (count > 0) this.#violate('bounded-state', `${count} events dropped in the queue to ${queue}`);
      },
    });
  }

  /** What the service logs as an error and no fault of the script has caused. */
  #noteFailure(line: string): void {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { stack?: string } };
    if (msg === 'session failed') this.#violate('clean-end', `${msg}: ${err?.stack ?? 'without a stack'}`);
  }

  #stages() {
    const { seed, world } = this.#script;
    const clock = this.#clock;
    const onFault = this.#onFault;
    const model = createScriptedEndOfTurn({ world, seed, clock, pieces: this.#pieces, onFault });
    return {
      vad: createScriptedDetector(world, seed),
      asr: createScriptedRecognizer({ world, seed, pieces: this.#pieces, onFault }),
      turn: createTurnStage({ model, onEvent: (event, atMs) => this.#told(event, atMs) }),
      planner: {
        ...createScriptedPlanner({
          world,
          seed,
          onSideEffect: (responseId) => this.#rules.sideEffect(responseId),
          onFault,
        }),
        timers: new TimerService(),
        vocabulary: () => [],
        close: async () => undefined,
      },
      tts: createTtsStage({ engine: createScriptedVoice({ world, seed, clock, onFault }) }),
    };
  }

  #recorder(connection: GatewayConnection): TurnRecorder {
    return new TurnRecorder({
      sessionId: this.#id,
      device: () => ({}),
      versions: {},
      settings: connection.settings(),
      judge: () => ({ profile: 'default', budgets_ms: {}, violations: {} }),
      eventLoopDelayP99Ms: () => 0,
      onRecord: ({ voice_to_voice_ms }) => {
        if (voice_to_voice_ms !== null) this.#voiceToVoiceMs.push(voice_to_voice_ms);
      },
    });
  }

  #told(event: Parameters<EventLog['add']>[0], atMs: number): void {
    this.#rules.told(event, atMs);
    for (const effect of this.#log.add(event, atMs)) {
      this.#count(effect.type);
      if (effect.type === 'turn-decision') this.#count(`decision ${effect.kind}`);
      if (effect.type === 'response-requested') this.#count(`response ${effect.cause}`);
      if (effect.type === 'response-cancelled') this.#count(`cancelled ${effect.cause}`);
    }
    if (++this.#logLines % 256 === 0 && JSON.stringify(this.#log.state).length > mostState) {
      this.#violate(
        'bounded-state',
        `the turn manager's state has ${JSON.stringify(this.#log.state).length} characters`,
      );
    }
  }

  #said(event: SessionEvent): void {
    this.#rules.said(event, this.#clock.nowMs());
    this.#history.said(event);
  }

  #count(name: string): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
  }
}

const admission = {
  keyId: undefined,
  scopes: new Set(['talk'] as const),
  type: 'realtime',
  model: undefined,
  dialect: 'ga',
  resume: undefined,
  session: undefined,
} as const;
