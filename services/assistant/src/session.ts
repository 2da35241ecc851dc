import {
  type AnnouncementDue,
  type AsrInput,
  CascadeError,
  type Clock,
  type ConversationItem,
  type FeedbackGiven,
  inputRateHz,
  type LoadChanged,
  type PlannerEvent,
  type PlannerInput,
  type ResponseRequested,
  type ResponseSpeculated,
  type SessionSettings,
  type Span,
  type Stage,
  type StageContext,
  type StageName,
  type TtsEvent,
  type TtsInput,
  type TurnEvent,
  type TurnInput,
  type VadInput,
} from '@cascade/contracts';
import type { GatewayConnection, SessionEvent } from '@cascade/gateway';
import { EventQueue } from '@cascade/runtime';
import { type Metrics, sessionLogger, type TurnRecorder } from '@cascade/telemetry';
import { AudioPassage, lookedAt } from './audio-passage.ts';
import { type FaultSwitches, withFaults, withInputFaults } from './faults/index.ts';
import { HeardUtterances } from './heard-words.ts';
import { PreparedResponses } from './prepared-responses.ts';
import type { SessionStages } from './stages.ts';
import { UnheardSpeech } from './unheard-speech.ts';

export interface SessionParts {
  readonly stages: SessionStages;
  readonly recorder: TurnRecorder;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Parameters<typeof sessionLogger>[0];
  /** What the assistant says by itself in this session: timers that ring. */
  readonly announcements: AsyncIterable<AnnouncementDue>;
  /** Tells what is given up for want of computing time. Default: nothing ever is. */
  readonly load?: { subscribe(listener: (change: LoadChanged) => void): () => void };
  /** Break stages on purpose. Default: nobody does. */
  readonly faults?: FaultSwitches;
  /** What the user says of turns that are over: by the client, and perhaps in this turn. Default: nobody listens. */
  readonly feedback?: { given(event: FeedbackGiven): void; said(text: string): void };
  onDropped(queue: string, count: number): void;
}

/** Ten seconds of 20 ms chunks: more than that behind, and a stage has failed. */
const queueCapacity = 500;

/**
 * One conversation: every stage runs once, and this function is the only place that says what flows where.
 *
 *     gateway ──▶ vad ──▶ asr ──▶ turn ──▶ planner ──▶ tts ──▶ gateway
 *
 * Audio feeds vad, asr and turn. A client's commit reaches asr through vad, so that it comes after the speech that it is
 * about; turn has it at once, in its place among the client's other wishes. Edges that run back: the cancellation of a
 * response (one AbortController each), the playback position (gateway to turn), what is about to be heard (tts to turn,
 * which knows an echo by it), calls that wait for the client (planner to turn), and the end of an utterance
 * (turn to asr).
 *
 * A response that turn has prepared before the user's turn has ended is planned and spoken like any other, but what is
 * made for it stays here until turn asks for it. Resolves when the session is over.
 */
export async function runSession(connection: GatewayConnection, parts: SessionParts): Promise<void> {
  const { recorder, metrics, clock, faults } = parts;
  const stages = faults ? brokenBy(faults, parts.stages) : parts.stages;
  const toVad = queueTo<VadInput>();
  const toAsr = queueTo<AsrInput>();
  const toTurn = queueTo<TurnInput>();
  const toPlanner = queueTo<PlannerInput>();
  const toTts = queueTo<TtsInput>();
  const queues = { vad: toVad, asr: toAsr, turn: toTurn, planner: toPlanner, tts: toTts };
  const responses = new Map<string, AbortController>();

  const note = (event: Exclude<SessionEvent, { type: 'turn-record' | 'turn-stored' | 'load-changed' }>) => {
    recorder.observe(event, clock.nowMs());
    observe(event, metrics, stages);
  };

  let tools: SessionSettings['clientTools'] = [];
  let vocabulary = '';
  /** What the user is likely to say changes with the tools and the timers. */
  const tellVocabulary = () => {
    const phrases = stages.planner.vocabulary(connection.sessionId, tools);
    if (phrases.join() === vocabulary) return;
    vocabulary = phrases.join();
    toAsr.push({ type: 'vocabulary', phrases });
  };

  const toClient = (event: Exclude<SessionEvent, { type: 'turn-record' | 'turn-stored' | 'load-changed' }>) => {
    note(event);
    connection.send(event);
  };

  const heard = new HeardUtterances();
  const unheard = new UnheardSpeech(({ startSample, endSample }) => {
    const lengthMs = Math.round(((endSample - startSample) * 1000) / inputRateHz);
    const reason = `sound like speech of ${lengthMs} ms was not heard by the detector`;
    recorder.lose({ reason, atMs: clock.nowMs(), startSample, endSample });
  });
  const passage = new AudioPassage((lostMs) =>
    recorder.lose({ reason: `audio of ${lostMs} ms has not gone on from the gateway`, atMs: clock.nowMs() }),
  );
  const input = lookedAt(connection.input, (event) => event.type === 'audio-chunk' && passage.received(event));
  const prepared = new PreparedResponses<PlannerEvent | TtsEvent>((event) => {
    connection.send(event);
    if (event.type === 'speech-clause') toTurn.push(event);
    if (event.type === 'speech-audio') {
      const { responseId, samples, words } = event;
      toTurn.push({ type: 'reply-audio', responseId, samples });
      if (words.length > 0) toTurn.push({ type: 'reply-words', responseId, words });
    }
    if (event.type === 'plan-tool-call' && event.runsAt === 'client') {
      toTurn.push({ type: 'tool-pending', callId: event.callId });
    }
  });

  /** What is made for a response. Of one that is over, or was discarded, some may still be on its way. */
  const made = (event: PlannerEvent | TtsEvent) => {
    if (!responses.has(event.responseId)) return;
    note(event);
    prepared.pass(event);
  };

  const plan = (
    request: ResponseRequested | ResponseSpeculated,
    items: readonly ConversationItem[],
    committed?: Promise<void>,
  ) => {
    const { responseId, turnId } = request;
    const controller = new AbortController();
    responses.set(responseId, controller);
    const heardWords = heard.of(items);
    toPlanner.push({
      type: 'plan-request',
      responseId,
      turnId,
      items,
      ...(heardWords && { heard: heardWords }),
      ...('announcement' in request && { announcement: request.announcement }),
      ...(committed && { committed }),
      signal: controller.signal,
    });
  };

  const stop = (responseId: string) => {
    responses.get(responseId)?.abort();
    responses.delete(responseId);
  };

  const followTurn = (event: TurnEvent) => {
    switch (event.type) {
      case 'response-speculated': {
        note(event);
        const items = connection.conversation.itemsIfCommitted(event.turnId, event.text);
        plan(event, items, prepared.prepare(event.responseId));
        break;
      }
      case 'response-discarded':
        note(event);
        prepared.discard(event.responseId);
        stop(event.responseId);
        break;
      case 'response-requested':
        toClient(event);
        if (!prepared.release(event.responseId)) plan(event, connection.conversation.items());
        break;
      case 'response-cancelled':
        toClient(event);
        stop(event.responseId);
        break;
      case 'turn-committed':
        toClient(event);
        parts.feedback?.said(event.text);
        break;
      case 'utterance-boundary':
        toClient(event);
        toAsr.push(event);
        break;
      default:
        toClient(event);
    }
  };

  const edge = {
    sessionId: connection.sessionId,
    clock,
    signal: connection.signal,
    recordSpan: (span: Span) => recorder.recordSpan(span),
  };
  const flows = [
    route(faults ? withInputFaults(input, edge, faults) : input, (event) => {
      if (event.type !== 'feedback') recorder.observe(event, clock.nowMs());
      switch (event.type) {
        case 'session-settings':
          for (const queue of Object.values(queues)) queue.push(event);
          tools = event.settings.clientTools;
          tellVocabulary();
          break;
        case 'audio-chunk':
          passage.taken(event);
          unheard.push(event);
          toVad.push(event);
          toAsr.push(event);
          toTurn.push(event);
          break;
        case 'input-commit':
        case 'input-clear':
          toVad.push(event);
          toTurn.push(event);
          break;
        case 'feedback':
          parts.feedback?.given(event);
          break;
        case 'playback-done':
          responses.delete(event.responseId);
          tellVocabulary();
          toTurn.push(event);
          break;
        default:
          toTurn.push(event);
      }
    }),
    route(stages.vad.run(toVad, context(stages.vad)), (event) => {
      toAsr.push(event);
      if (event.type === 'speech-start') unheard.heard(event.startSample);
      if (event.type === 'input-commit' || event.type === 'input-clear') return;
      toTurn.push(event);
      toClient(event);
    }),
    route(stages.asr.run(toAsr, context(stages.asr)), (event) => {
      if (event.type === 'transcript-final') heard.note(event);
      toClient(event);
      toTurn.push(event);
    }),
    route(stages.turn.run(toTurn, context(stages.turn)), followTurn),
    route(stages.planner.run(toPlanner, context(stages.planner)), (event) => {
      made(event);
      if (event.type !== 'plan-tool-call') toTts.push(event);
    }),
    route(stages.tts.run(toTts, context(stages.tts)), made),
    route(parts.announcements, (event) => toTurn.push(event)),
  ];

  const unsubscribe = parts.load?.subscribe((change) => {
    toAsr.push(change);
    toTurn.push(change);
    connection.send(change);
  });
  const end = () => {
    unsubscribe?.();
    for (const queue of Object.values(queues)) queue.end();
    for (const controller of responses.values()) controller.abort();
  };
  connection.signal.addEventListener('abort', end, { once: true });
  if (connection.signal.aborted) end();
  await Promise.all(flows);
  recorder.close(clock.nowMs());
  for (const [name, queue] of Object.entries(queues)) parts.onDropped(name, queue.dropped);

  function context(stage: Stage<never, unknown>): StageContext {
    const answering: readonly StageName[] = ['planner', 'tts'];
    const traceId = () => (answering.includes(stage.name) ? recorder.respondingTraceId : recorder.listeningTraceId);
    return {
      sessionId: connection.sessionId,
      get traceId() {
        return traceId();
      },
      clock,
      logger: sessionLogger(parts.logger, connection.sessionId, traceId),
      signal: connection.signal,
      recordSpan(span: Span) {
        recorder.recordSpan(span);
        metrics.observeSpan(span, mainVersion(stage));
      },
    };
  }

  /** Hands on every value until the source ends. A source that throws ends the session, and the client is told. */
  async function route<T>(source: AsyncIterable<T>, handOn: (value: T) => void): Promise<void> {
    try {
      for await (const value of source) handOn(value);
    } catch (error) {
      if (connection.signal.aborted) return;
      const failure = CascadeError.from(error, 'stage_failed', 'A stage of the session failed.');
      metrics.countError(failure.stage ?? 'none', failure.code);
      parts.logger.error({ session_id: connection.sessionId, code: failure.code, err: error }, 'session failed');
      if (failure.stage) recorder.fail(failure.stage, clock.nowMs());
      connection.close(1011, failure.message);
    }
  }
}

/** Every stage of the session, each with the faults that it may meet. */
const brokenBy = (faults: FaultSwitches, stages: SessionStages): SessionStages => ({
  vad: withFaults(stages.vad, faults),
  asr: withFaults(stages.asr, faults),
  turn: withFaults(stages.turn, faults),
  planner: withFaults(stages.planner, faults),
  tts: withFaults(stages.tts, faults),
});

const queueTo = <T>() => new EventQueue<T>({ capacity: queueCapacity, whenFull: 'drop-oldest' });

/** The version that a stage's metrics are labelled with: its model's. */
export const mainVersion = (stage: Pick<Stage<never, unknown>, 'versions'>): string =>
  stage.versions.model ?? Object.values(stage.versions)[0] ?? 'none';

function observe(event: SessionEvent, metrics: Metrics, stages: SessionStages): void {
  switch (event.type) {
    case 'turn-decision':
      metrics.observeDecision(event);
      break;
    case 'turn-record':
      metrics.observeTurn(event.record);
      break;
    case 'transcript-final': {
      const audioMs = (event.endSample - event.startSample) / 16;
      if (audioMs > 0) metrics.observeRealTimeFactor('asr', mainVersion(stages.asr), event.computeMs / audioMs);
      break;
    }
    case 'speech-audio': {
      const audioMs = event.samples.length / 24;
      if (audioMs > 0 && event.computeMs > 0) {
        metrics.observeRealTimeFactor('tts', mainVersion(stages.tts), event.computeMs / audioMs);
      }
      break;
    }
    case 'transcript-failed':
      metrics.countError('asr', event.code);
      break;
    case 'speech-failed':
      metrics.countError('tts', event.code);
      break;
    case 'plan-done':
      if (event.code) metrics.countError('planner', event.code);
      break;
  }
}
