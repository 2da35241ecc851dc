/** A session's wiring with stages by script and no client: for what must hold however many sessions there were. */

import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  type Consent,
  type ConversationItem,
  inputRateHz,
  outputRateHz,
  type PlannerEvent,
  type PlannerInput,
  type SessionSettings,
  type Stage,
  type TtsEvent,
  type TtsInput,
  type TurnRecord,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import type { ConnectionInput, GatewayConnection, SessionEvent } from '@cascade/gateway';
import type { PlannerStage } from '@cascade/planner';
import { EventQueue, systemClock } from '@cascade/runtime';
import { createLogger, createMetrics, TurnRecorder } from '@cascade/telemetry';
import type { TtsStage } from '@cascade/tts';
import { createTurnStage, defaultTurnNumbers } from '@cascade/turn';
import { runSession, type SessionParts } from '../src/session.ts';
import type { SessionStages } from '../src/stages.ts';

const settings: SessionSettings = {
  instructions: '',
  outputModality: 'audio',
  respond: true,
  inputFormat: { codec: 'pcm16', rateHz: inputRateHz },
  outputFormat: { codec: 'pcm16', rateHz: outputRateHz },
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'default',
  speed: 1,
  clientTools: [],
};

/** Where a session ends. */
export type EndsAfter = 'nothing' | 'speech' | 'commit' | 'first-audio' | 'record';

const chunkSamples = inputRateHz / 50;
const chunksOfSpeech = 25;

/** Says one turn, waits for as much of the answer as `endsAfter` says, and hangs up. */
export class ScriptedConnection implements GatewayConnection {
  readonly sessionId: string;
  readonly admittedAtMs = systemClock.nowMs();
  readonly input = new EventQueue<ConnectionInput>({ capacity: 1000, whenFull: 'drop-newest' });
  readonly conversation = { items: () => this.#items, itemsIfCommitted: () => this.#items };
  readonly device = {};
  readonly record = Promise.withResolvers<TurnRecord>();
  /** Kept by the session only: for a test to see whether it is let go. */
  readonly audio: AudioChunk[];
  #items: ConversationItem[] = [];
  readonly #closed = new AbortController();
  readonly #endsAfter: EndsAfter;
  readonly #consent: Consent | undefined;

  constructor(sessionId: string, endsAfter: EndsAfter, consent?: Consent) {
    this.sessionId = sessionId;
    this.#endsAfter = endsAfter;
    this.#consent = consent;
    this.audio = Array.from({ length: chunksOfSpeech }, (_, index) => ({
      type: 'audio-chunk',
      index,
      startSample: index * chunkSamples,
      samples: new Float32Array(chunkSamples).fill(0.1),
      receivedAtMs: systemClock.nowMs(),
    }));
  }

  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  begin(): void {
    this.input.push({ type: 'session-settings', settings: this.settings() });
    if (this.#endsAfter !== 'nothing') for (const chunk of this.audio) this.input.push(chunk);
    if (this.#endsAfter === 'nothing' || this.#endsAfter === 'speech') {
      this.close();
    } else {
      this.input.push({ type: 'input-commit', endSample: chunksOfSpeech * chunkSamples });
      this.input.push({ type: 'response-create' });
    }
  }

  send(event: SessionEvent): void {
    const atMs = systemClock.nowMs();
    switch (event.type) {
      case 'turn-committed':
        this.#items = [{ id: event.turnId, kind: 'message', role: 'user', text: event.text }];
        if (this.#endsAfter === 'commit') this.close();
        break;
      case 'speech-audio':
        this.input.push({ type: 'playback-started', responseId: event.responseId, atMs });
        if (this.#endsAfter === 'first-audio') this.close();
        break;
      case 'speech-done': {
        const { responseId, audioMs: playedMs } = event;
        const heard = { playedMs, heardText: 'Two.', positionBy: 'client', completed: true } as const;
        this.input.push({ type: 'playback-done', responseId, ...heard, atMs });
        break;
      }
      case 'turn-record':
        this.record.resolve(event.record);
        this.close();
        break;
    }
  }

  settings(): SessionSettings {
    return this.#consent ? { ...settings, consent: this.#consent } : settings;
  }

  close(): void {
    this.#closed.abort();
    this.input.end();
  }
}

/** Shared by all sessions, as the real ones are; counts how many sessions run on each. */
export function scriptedStages(): SessionStages & { readonly running: Readonly<Record<string, number>> } {
  const running: Record<string, number> = {};
  const counted = <In, Out>(stage: Stage<In, Out>): Stage<In, Out> => ({
    ...stage,
    async *run(input, context) {
      running[stage.name] = (running[stage.name] ?? 0) + 1;
      try {
        yield* stage.run(input, context);
      } finally {
        running[stage.name]!--;
      }
    },
  });
  const endOfTurn = {
    versions: { model: 'scripted@1' },
    windowMs: 8000,
    judge: async () => ({ probability: 0.9, queueMs: 0, computeMs: 0 }),
    close: async () => undefined,
  };
  return {
    running,
    vad: counted(stageOf<VadInput, VadOutput>('vad', handOnCommits)),
    asr: counted(stageOf<AsrInput, AsrEvent>('asr', hear)),
    turn: counted(createTurnStage({ model: endOfTurn, numbers: defaultTurnNumbers })),
    planner: {
      ...counted(stageOf<PlannerInput, PlannerEvent>('planner', answer)),
      vocabulary: () => [],
    } as unknown as PlannerStage,
    tts: counted(stageOf<TtsInput, TtsEvent>('tts', speak)) as TtsStage,
  };
}

function stageOf<In, Out>(name: Stage<In, Out>['name'], answerTo: (event: In) => readonly Out[]): Stage<In, Out> {
  return {
    name,
    versions: { model: 'scripted@1' },
    async *run(input) {
      for await (const event of input) yield* answerTo(event);
    },
  };
}

function handOnCommits(event: VadInput): VadOutput[] {
  if (event.type !== 'input-commit') return [];
  const { endSample } = event;
  const speech = { startSample: 0, endSample, atSample: endSample };
  const start = { type: 'speech-start', startSample: 0, atSample: 512, probability: 0.9 } as const;
  return [start, { type: 'speech-end', ...speech }, event];
}

function hear(event: AsrInput): AsrEvent[] {
  if (event.type !== 'input-commit') return [];
  const place = { startSample: 0, endSample: event.endSample, queueMs: 0, computeMs: 1 };
  const heard = { utteranceId: 'u1', revision: 1, text: 'What is one and one?', words: [], meanLogProbability: -0.1 };
  return [{ type: 'transcript-final', ...heard, ...place }];
}

function answer(event: PlannerInput): PlannerEvent[] {
  if (event.type !== 'plan-request') return [];
  const { responseId, signal } = event;
  return [
    { type: 'plan-text', responseId, delta: 'Two.', signal },
    { type: 'plan-done', responseId, source: 'fast-path', signal },
  ];
}

function speak(event: TtsInput): TtsEvent[] {
  if (event.type !== 'plan-done') return [];
  const { responseId } = event;
  const clause = { responseId, clauseIndex: 0 };
  const word = { text: 'Two.', startChar: 0, endChar: 4, startMs: 0, endMs: 100 };
  const audio = { samples: new Float32Array(2400).fill(0.1), startSample: 0, words: [word] };
  return [
    { type: 'speech-clause', ...clause, text: 'Two.', atMs: systemClock.nowMs() },
    { type: 'speech-audio', ...clause, ...audio, queueMs: 0, computeMs: 1, cached: false },
    { type: 'speech-done', responseId, audioMs: 100 },
  ];
}

const metrics = createMetrics({
  sessions: () => 1,
  queueDepths: () => [],
  loadMeasure: () => 'full-service',
  eventLoopDelayP99Ms: () => 0,
  droppedEvents: () => [],
});
const logger = createLogger({ level: 'silent' });

/** Runs one session to its end, with everything that the assistant gives one. */
export async function runScripted(
  connection: ScriptedConnection,
  stages: SessionStages,
  watched: Partial<Pick<SessionParts, 'metrics' | 'logger'>> & { onRecord?(record: TurnRecord): void } = {},
): Promise<void> {
  const { sessionId } = connection;
  const recorder = new TurnRecorder({
    sessionId,
    device: () => connection.device,
    versions: {},
    settings: connection.settings(),
    judge: () => ({ profile: 'default', budgets_ms: {}, violations: {} }),
    eventLoopDelayP99Ms: () => 0,
    onRecord: watched.onRecord ?? ((record) => connection.send({ type: 'turn-record', record })),
  });
  connection.begin();
  await runSession(connection, {
    stages,
    recorder,
    metrics: watched.metrics ?? metrics,
    clock: systemClock,
    logger: watched.logger ?? logger,
    announcements: untilClosed(connection.signal),
    onDropped: () => undefined,
  });
}

async function* untilClosed(signal: AbortSignal): AsyncGenerator<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
