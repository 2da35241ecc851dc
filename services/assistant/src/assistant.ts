import { judgeTurn } from '@cascade/budget';
import { consoleDirectory } from '@cascade/console';
import { CascadeError, type StageLogger, type TurnRecord } from '@cascade/contracts';
import { createGateway, type Gateway, type GatewayConnection, realtimePath, type SpeechApi } from '@cascade/gateway';
import { systemClock } from '@cascade/runtime';
import { storeAddress } from '@cascade/store';
import {
  createLogger,
  createMetrics,
  createRedactor,
  createTraceExporter,
  edgeReadings,
  monitorEventLoop,
  poolReading,
  processReadings,
  type TraceExporter,
  TurnRecorder,
  threadReadings,
  type WorkerReading,
} from '@cascade/telemetry';
import packageJson from '../package.json' with { type: 'json' };
import type { AssistantConfig } from './config.ts';
import { createFaultSwitches, faultsOf } from './faults/index.ts';
import { SessionFeedback } from './feedback.ts';
import { createLoadMonitor, type LoadMonitor } from './load-monitor.ts';
import { defaultLoadPolicy } from './load-policy.ts';
import { createRecords, type FinishRecord } from './records.ts';
import { loadRecordRules, redactionOf } from './records-rules.ts';
import { type KeptTurns, keepTurns } from './records-store.ts';
import { createRegistryView } from './registry-view.ts';
import { runningBundles, unregistered } from './running-bundles.ts';
import { speak } from './self-check.ts';
import { runSession } from './session.ts';
import { createSpeechApi } from './speech-api.ts';
import { openStages, type Stages, versionsByStage } from './stages.ts';

/** What a client that is refused for overload should wait: about the time that a full queue takes. */
const overloadRetryMs = 2000;

export interface Assistant {
  /** `http://host:port`; the WebSocket is at `realtimeUrl`. */
  readonly url: string;
  readonly realtimeUrl: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Speaks a text with the service's own voice: 24 kHz mono. */
  speak(text: string): Promise<Float32Array>;
  sessionCount(): number;
  /** A key for this process to talk to itself, where keys are needed: good for a minute. */
  ownToken(): string;
  /** Takes no session any more and waits until the running turns are over, as long as `CASCADE_DRAIN_MS` allows. */
  drain(): Promise<void>;
  /** Ends every session, then every stage and its threads. */
  close(): Promise<void>;
}

/**
 * The whole service in one process: listens at once (`/healthz` answers, `/readyz` is red), loads the models, and is
 * ready when this resolves.
 *
 * @throws CascadeError when the port is taken, or a model is missing or differs from the manifest
 */
export async function startAssistant(config: AssistantConfig): Promise<Assistant> {
  const startMs = systemClock.nowMs();
  const starts: { part: 'listen' | 'models' | 'ready'; seconds: number }[] = [];
  const redaction = redactionOf(config.records);
  const logger = createLogger({ level: config.assistant.logLevel, redaction });
  const rules = await loadRecordRules(config.records, config.assistant.budgetProfile);
  const eventLoop = monitorEventLoop();
  const dropped = new Map<string, number>();
  const recorders = new Map<string, TurnRecorder>();
  const ended = new Set<Promise<void>>();
  const faults = createFaultSwitches({ clock: systemClock });
  const page = config.assistant.console ? await findConsole(logger as StageLogger) : undefined;
  const bundles = runningBundles(config);
  const bundleVersions = Object.fromEntries(Object.entries(bundles).map(([stage, id]) => [`${stage}.bundle`, id]));
  const versionsOf = (opened: Stages) => ({ ...versionsByStage(opened), ...bundleVersions });
  let stages: Stages | undefined;
  let kept: KeptTurns | undefined;
  let traces: TraceExporter | undefined;
  let finishRecord: FinishRecord | undefined;
  let load: LoadMonitor | undefined;
  let speechApi: SpeechApi | undefined;

  const metrics = createMetrics({
    sessions: () => gateway.sessionCount(),
    queueDepths: () => stages?.queueDepths() ?? [],
    loadMeasure: () => load?.current ?? 'full-service',
    eventLoopDelayP99Ms: () => eventLoop.p99Ms(),
    droppedEvents: () => [...dropped].map(([queue, count]) => ({ queue, count })),
    bundles: () => bundles,
    store: () => kept?.stats(),
    faults: () => faults.active(),
    starts: () => starts,
    edge: () => edgeReadings(gateway.counters()),
    pools: () => Object.entries(stages?.pools ?? {}).map(([name, pool]) => poolReading(name, pool.stats())),
    workers: () => workerReadings(stages),
  });
  const gateway: Gateway = createGateway({
    config: config.gateway,
    clock: systemClock,
    logger: logger as StageLogger,
    isReady: () => ({
      ready: stages !== undefined,
      detail: {
        versions: stages ? versionsOf(stages) : {},
        ...(config.tracing.viewer && { trace_url: config.tracing.viewer }),
      },
    }),
    metricsText: (accept) => metrics.exposition(accept),
    traceId: (sessionId) => recorders.get(sessionId)?.listeningTraceId,
    speechApi: () => speechApi,
    faults,
    registry: createRegistryView({
      address: storeAddress({ databaseUrl: config.records.databaseUrl, file: config.records.store }),
      versions: () => (stages ? versionsOf(stages) : {}),
    }),
    overloaded: () => (waitingJobs() > config.assistant.maxWaitingJobs ? { retryAfterMs: overloadRetryMs } : undefined),
    consoleDirectory: page,
    onConnection(connection) {
      if (stages && finishRecord) converse(connection, stages, finishRecord);
      else connection.close(1013, 'The models are still being loaded.');
    },
  });

  function started(part: (typeof starts)[number]['part'], sinceMs = startMs): void {
    starts.push({ part, seconds: (systemClock.nowMs() - sinceMs) / 1000 });
  }

  const closeRecords = () => Promise.all([kept?.close(), traces?.close()]);

  /** What people wait for: partials are shed, and recordings give way, before a conversation feels them. */
  function waitingJobs(): number {
    const depths = stages?.queueDepths() ?? [];
    return depths.reduce(
      (sum, job) => sum + (job.class === 'partial' || job.class === 'background' ? 0 : job.depth),
      0,
    );
  }

  function converse(connection: GatewayConnection, opened: Stages, finish: FinishRecord): void {
    const { sessionId } = connection;
    const recorder = new TurnRecorder({
      sessionId,
      device: () => connection.device,
      versions: versionsOf(opened),
      settings: connection.settings(),
      judge: (stagesMs) => judgeTurn(stagesMs, rules.profile),
      eventLoopDelayP99Ms: () => eventLoop.p99Ms(),
      onRecord(record) {
        feedback.note(record);
        finish(record, connection);
      },
    });
    const feedback = new SessionFeedback(Date.now);
    const revise = (record: TurnRecord | undefined) => record && finish(record, connection);
    recorders.set(sessionId, recorder);
    const announcements = opened.planner.timers.due(sessionId, systemClock);
    connection.signal.addEventListener('abort', () => opened.planner.timers.close(sessionId), { once: true });
    const session = runSession(connection, {
      stages: opened,
      recorder,
      metrics,
      clock: systemClock,
      logger,
      announcements,
      ...(load && { load }),
      feedback: {
        given: (event) => revise(feedback.give(event, 'button')),
        said: (text) => revise(feedback.spoken(text)),
      },
      faults,
      onDropped: (queue, count) => count > 0 && dropped.set(queue, (dropped.get(queue) ?? 0) + count),
    }).finally(() => {
      recorders.delete(sessionId);
      ended.delete(session);
    });
    ended.add(session);
    metrics.observeSessionOpen(systemClock.nowMs() - connection.admittedAtMs);
  }

  try {
    const { url } = await gateway.listen();
    started('listen');
    kept = await keepTurns({
      config: config.records,
      clock: systemClock,
      wallClockMs: Date.now,
      logger: logger as StageLogger,
    });
    const { tracing } = config;
    traces = await createTraceExporter({
      ...tracing,
      serviceVersion: packageJson.version,
      clock: systemClock,
      logger: logger as StageLogger,
    });
    const redactor = createRedactor(redaction);
    finishRecord = createRecords({ ...rules, faultsOf }, { redactor, metrics, logger, traces, store: kept });
    const loadMs = systemClock.nowMs();
    stages = await openStages(config, logger as StageLogger);
    started('models', loadMs);
    const opened = stages;
    const monitor = createLoadMonitor({
      pool: opened.pool,
      clock: systemClock,
      policy: { ...defaultLoadPolicy, ...config.load },
      eventLoopDelayMs: () => eventLoop.p99Ms(),
      onChange: ({ measure, reason }) => logger.warn({ measure, reason }, 'load changed'),
    });
    load = monitor;
    const closing = new AbortController();
    opened.prepareSpeech(closing.signal).catch((error: unknown) => {
      if (!closing.signal.aborted) logger.warn({ err: error }, 'phrases could not be spoken ahead of need');
    });
    speechApi = createSpeechApi({
      stages,
      config,
      metrics,
      clock: systemClock,
      logger: logger as StageLogger,
      versions: versionsOf(stages),
    });
    started('ready');
    const unknown = Object.keys(bundles).filter((stage) => bundles[stage] === unregistered);
    if (unknown.length > 0)
      logger.warn(
        { stages: unknown },
        'settings that no bundle of the registry has: results and releases do not know them',
      );
    logger.info({ url, versions: versionsOf(opened) }, 'ready');
    return {
      url,
      realtimeUrl: `${url.replace(/^http/, 'ws')}${realtimePath}`,
      versions: versionsOf(opened),
      speak: (text) => speak(opened.tts, text, systemClock),
      sessionCount: () => gateway.sessionCount(),
      ownToken: () => gateway.ownToken(),
      drain: () => gateway.drain({ deadlineMs: config.gateway.drainMs }),
      async close() {
        closing.abort();
        faults.clear();
        await gateway.close();
        await Promise.allSettled(ended);
        monitor.close();
        // The last records were finished with the sessions.
        await Promise.all([opened.close(), closeRecords()]);
        eventLoop.close();
      },
    };
  } catch (error) {
    eventLoop.close();
    await gateway.close();
    await closeRecords();
    throw CascadeError.from(error, 'internal', 'The service could not start.');
  }
}

/** Threads of models, and the language model's process. */
async function workerReadings(stages: Stages | undefined): Promise<WorkerReading[]> {
  const threads = Object.entries(stages?.pools ?? {}).map(async ([name, pool]) =>
    threadReadings(name, await pool.usage()),
  );
  return [
    ...(await Promise.all(threads)).flat(),
    ...processReadings('language-model', stages?.planner.modelProcess?.pid),
  ];
}

/** A service without its page still talks. */
async function findConsole(logger: StageLogger): Promise<string | undefined> {
  try {
    return await consoleDirectory();
  } catch (error) {
    logger.error({ error: String(error) }, 'the console could not be built: the service runs without it');
    return undefined;
  }
}
