import { budgetProfiles, judgeTurn } from '@cascade/budget';
import { CascadeError, type StageLogger, type TurnRecord } from '@cascade/contracts';
import { createGateway, type Gateway, type GatewayConnection, realtimePath } from '@cascade/gateway';
import { systemClock } from '@cascade/runtime';
import { createLogger, createMetrics, monitorEventLoop, TurnRecorder } from '@cascade/telemetry';
import type { AssistantConfig } from './config.ts';
import { speak } from './self-check.ts';
import { runSession } from './session.ts';
import { openStages, type Stages, versionsByStage } from './stages.ts';

export interface Assistant {
  /** `http://host:port`; the WebSocket is at `realtimeUrl`. */
  readonly url: string;
  readonly realtimeUrl: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Speaks a text with the service's own voice: 24 kHz mono. */
  speak(text: string): Promise<Float32Array>;
  sessionCount(): number;
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
  const logger = createLogger({ level: config.assistant.logLevel });
  const eventLoop = monitorEventLoop();
  const profile = budgetProfiles[config.assistant.budgetProfile];
  const dropped = new Map<string, number>();
  const recorders = new Map<string, TurnRecorder>();
  const ended = new Set<Promise<void>>();
  let stages: Stages | undefined;

  const metrics = createMetrics({
    sessions: () => gateway.sessionCount(),
    queueDepths: () => stages?.queueDepths() ?? [],
    eventLoopDelayP99Ms: () => eventLoop.p99Ms(),
    droppedEvents: () => [...dropped].map(([queue, count]) => ({ queue, count })),
  });
  const gateway: Gateway = createGateway({
    config: config.gateway,
    clock: systemClock,
    logger: logger as StageLogger,
    isReady: () => ({ ready: stages !== undefined, detail: { versions: stages ? versionsByStage(stages) : {} } }),
    metricsText: () => metrics.text(),
    traceId: (sessionId) => recorders.get(sessionId)?.listeningTraceId,
    onConnection(connection) {
      if (stages) converse(connection, stages);
      else connection.close(1013, 'The models are still being loaded.');
    },
  });

  function converse(connection: GatewayConnection, opened: Stages): void {
    const { sessionId } = connection;
    const recorder = new TurnRecorder({
      sessionId,
      device: () => connection.device,
      versions: versionsByStage(opened),
      settings: connection.settings(),
      judge: (stagesMs) => judgeTurn(stagesMs, profile),
      eventLoopDelayP99Ms: () => eventLoop.p99Ms(),
      onRecord(record: TurnRecord) {
        metrics.observeTurn(record);
        logger.info({ session_id: sessionId, trace_id: record.trace_id, ...summary(record) }, 'turn ended');
        connection.send({ type: 'turn-record', record });
      },
    });
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
      onDropped: (queue, count) => count > 0 && dropped.set(queue, (dropped.get(queue) ?? 0) + count),
    }).finally(() => {
      recorders.delete(sessionId);
      ended.delete(session);
    });
    ended.add(session);
  }

  try {
    const { url } = await gateway.listen();
    stages = await openStages(config, logger as StageLogger);
    const opened = stages;
    logger.info({ url, versions: versionsByStage(opened) }, 'ready');
    return {
      url,
      realtimeUrl: `${url.replace(/^http/, 'ws')}${realtimePath}`,
      versions: versionsByStage(opened),
      speak: (text) => speak(opened.tts, text, systemClock),
      sessionCount: () => gateway.sessionCount(),
      async close() {
        await gateway.close();
        await Promise.allSettled(ended);
        await opened.close();
        eventLoop.close();
      },
    };
  } catch (error) {
    eventLoop.close();
    await gateway.close();
    throw CascadeError.from(error, 'internal', 'The service could not start.');
  }
}

function summary(record: TurnRecord) {
  return {
    turn_id: record.turn_id,
    voice_to_voice_ms: record.voice_to_voice_ms,
    stages_ms: record.stages_ms,
    violations: record.budget.violations,
    status: record.response?.status ?? 'none',
    source: record.response?.source ?? 'none',
  };
}
