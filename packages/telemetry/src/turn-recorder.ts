import type {
  AsrEvent,
  ControlEvent,
  InputEvent,
  PlannerEvent,
  PlaybackEvent,
  ResponseRequested,
  ResponseSpeculated,
  SessionSettings,
  SessionSettingsChanged,
  Span,
  StageName,
  ToolSettled,
  TtsEvent,
  TurnEvent,
  TurnRecord,
  VadEvent,
} from '@cascade/contracts';
import { defaultConsent, outputRateHz } from '@cascade/contracts';
import { AudioTimeline } from './audio-timeline.ts';
import { readProcessorTicks } from './machine.ts';
import { newResponseDraft, newTurnDraft, type ResponseDraft, type TurnDraft } from './turn-draft.ts';
import { buildTurnRecord, joinTexts, type RecordSurroundings } from './turn-record-builder.ts';
import { type TurnTrace, traceForTurn } from './turn-trace.ts';

export type RecordedEvent =
  | SessionSettingsChanged
  | InputEvent
  | ControlEvent
  | ToolSettled
  | VadEvent
  | AsrEvent
  | TurnEvent
  | PlannerEvent
  | TtsEvent
  | PlaybackEvent;

export interface TurnRecorderOptions {
  readonly sessionId: string;
  /** What the client says of its device, which it may do at any time. */
  device(): Readonly<Record<string, string>>;
  /** Model, prompt, voice … by stage. */
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: SessionSettings;
  judge: RecordSurroundings['judge'];
  eventLoopDelayP99Ms(): number;
  /** Epoch milliseconds; default `Date.now`. */
  wallClockMs?(): number;
  /** Called once for each turn, when it is over. */
  onRecord(record: TurnRecord): void;
}

const keptSpans = 200;

/** Longer than any rule waits for the end of a turn, or for its answer to be asked for; shorter than people wait before they try again. */
const overdueMs = 7_000;
const keptUnanswered = 8;
/** A user who has waited this long for a sign and leaves has given up. */
const givenUpMs = 3_000;

/** Speech that no turn was made of. */
export interface LostSpeech {
  /** In the words of decisions. */
  readonly reason: string;
  readonly atMs: number;
  /** On the audio clock; of the turn that is open, or now, when absent. */
  readonly startSample?: number;
  readonly endSample?: number;
}

/**
 * Watches one session and writes the record of each turn. It only observes: no stage waits for it or reads from it.
 * A turn is over when its response has been heard or stopped, when it was abandoned, or, if nothing answers it, when
 * the next one begins or the session ends.
 */
export class TurnRecorder {
  readonly #options: TurnRecorderOptions;
  readonly #timeline = new AudioTimeline();
  readonly #drafts = new Map<string, TurnDraft>();
  #settings: SessionSettings;
  #wallOffsetMs = 0;
  #listening: TurnTrace;
  #responding: TurnTrace;
  /** Turns whose record went out without an answer: one that comes late makes a whole record in place of that one. */
  readonly #unanswered = new Map<string, TurnDraft>();
  /** The turn being spoken, until its commit. */
  #open: TurnDraft | undefined;
  #early = { spans: [] as Span[], finals: [] as TurnDraft['finals'], partials: [] as TurnDraft['partials'] };
  /** Speech that no turn was made of. */
  #lost = 0;
  #pauses: { endSample: number; atMs: number }[] = [];

  constructor(options: TurnRecorderOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#listening = traceForTurn(options.settings);
    this.#responding = this.#listening;
  }

  /** Trace of the turn that is being heard: begins with the first chunk after the former turn's end. */
  get listeningTraceId(): string {
    return this.#listening.traceId;
  }

  /** Trace of the turn that is being answered. */
  get respondingTraceId(): string {
    return this.#responding.traceId;
  }

  traceOfTurn(turnId: string): string {
    return (this.#drafts.get(turnId)?.trace ?? this.#listening).traceId;
  }

  recordSpan(span: Span): void {
    if (span.stage === 'gateway' && span.attributes?.fault !== undefined) this.#timeline.expectDelay();
    const draft = this.#draftOf(span);
    const spans = draft?.spans ?? this.#early.spans;
    if (spans.length < keptSpans) spans.push(span);
    else if (!draft) spans.splice(0, spans.length / 2, span);
  }

  observe(event: RecordedEvent, atMs: number): void {
    this.#wallOffsetMs = (this.#options.wallClockMs ?? Date.now)() - atMs;
    switch (event.type) {
      case 'session-settings':
        this.#set(event.settings);
        break;
      case 'audio-chunk':
        this.#timeline.add(event);
        this.#recordOverdue(atMs);
        break;
      case 'speech-pause':
        this.#pauses.push({ endSample: event.endSample, atMs });
        if (this.#pauses.length > keptSpans) this.#pauses.shift();
        break;
      case 'transcript-partial':
        (this.#open ?? this.#early).partials.push({ atMs, text: event.text, stableText: event.stableText });
        break;
      case 'transcript-final':
        (this.#open ?? this.#early).finals.push({ event, atMs });
        break;
      case 'turn-started':
        this.#start(event.turnId, event.startSample);
        break;
      case 'turn-decision':
        (this.#drafts.get(event.turnId) ?? this.#open)?.decisions.push(event);
        break;
      case 'turn-committed':
      case 'turn-abandoned':
        this.#end(event);
        break;
      case 'response-speculated':
        this.#prepare(event);
        break;
      case 'response-requested':
        this.#request(event);
        break;
      default:
        this.#observeResponse(event, atMs);
    }
  }

  /** What the user said came to nothing before it was a turn. It has a record all the same, with the reason as its decision. */
  lose({ reason, atMs, startSample, endSample }: LostSpeech): void {
    const turnId = this.#open?.turnId ?? `turn_unheard_${++this.#lost}`;
    this.#start(turnId, startSample ?? this.#open?.startSample ?? this.#timeline.endSample);
    const draft = this.#drafts.get(turnId);
    if (!draft) return;
    draft.endSample = endSample ?? this.#timeline.endSample;
    this.#break(draft, reason, atMs);
    this.#listening = traceForTurn(this.#settings);
  }

  /** A stage failed and ends the session: the turns that are open, or wait for their answer, say so; else one that was not yet heard. */
  fail(stage: StageName, atMs: number): void {
    const reason = `the stage ${stage} failed`;
    const waiting = [...this.#drafts.values()];
    for (const draft of waiting) this.#break(draft, reason, atMs);
    if (waiting.length === 0) this.lose({ reason, atMs });
  }

  /**
   * The session is over: turns that still wait for an answer get their record as they are, and so does one that was not taken for
   * finished although nobody has spoken for a while.
   */
  close(atMs: number): void {
    this.#breakUncommitted(atMs, givenUpMs);
    for (const draft of [...this.#drafts.values()]) {
      if (draft.committedAtMs !== undefined) this.#finish(draft);
    }
    this.#drafts.clear();
  }

  /** The client may say at any time of what the turns are part: it holds for those that have not begun. */
  #set(settings: SessionSettings): void {
    const isPart = settings.trace?.parent !== this.#settings.trace?.parent;
    this.#settings = settings;
    if (isPart && !this.#open) this.#listening = traceForTurn(settings);
  }

  #start(turnId: string, startSample: number): void {
    for (const draft of [...this.#drafts.values()]) {
      if (draft.committedAtMs !== undefined && !draft.response && draft.turnId !== turnId) this.#finish(draft);
    }
    const reopened = this.#drafts.get(turnId) ?? this.#unanswered.get(turnId);
    this.#unanswered.delete(turnId);
    const draft = reopened ?? newTurnDraft(turnId, this.#listening, startSample, readProcessorTicks());
    this.#drafts.set(turnId, draft);
    this.#open = draft;
    draft.spans.push(...this.#early.spans);
    draft.finals.push(...this.#early.finals);
    draft.partials.push(...this.#early.partials);
    this.#early = { spans: [], finals: [], partials: [] };
  }

  #end(event: Extract<TurnEvent, { type: 'turn-committed' | 'turn-abandoned' }>): void {
    const known = this.#drafts.get(event.turnId);
    if (!known) this.#start(event.turnId, event.startSample);
    const draft = known ?? this.#drafts.get(event.turnId);
    if (!draft) return;
    // A continuation that came to nothing leaves the turn as it was committed; its answer is asked for once more.
    const emptyContinuation = event.type === 'turn-abandoned' && draft.texts.length > 0;
    if (event.type === 'turn-committed' && draft.texts.length === 0) draft.startSample = event.startSample;
    if (!emptyContinuation) draft.endSample = event.endSample;
    draft.committedAtMs = event.atMs;
    draft.pauses.push(...this.#pauses.splice(0));
    if (this.#open === draft) this.#open = undefined;
    this.#responding = draft.trace;
    this.#listening = traceForTurn(this.#settings);
    if (event.type === 'turn-committed') draft.texts.push(event.text);
    else if (!emptyContinuation) this.#finish(draft);
  }

  #observeResponse(event: RecordedEvent, atMs: number): void {
    if (!('responseId' in event)) return;
    const draft = this.#draftOfResponse(event.responseId);
    const response = [draft?.response, draft?.prepared].find((one) => one?.responseId === event.responseId);
    if (!draft || !response) return;
    switch (event.type) {
      case 'response-cancelled':
        response.cancelled = event;
        // The user had not finished: the turn goes on, and its response is the one that comes at the end of it.
        if (event.cause === 'reopened') {
          draft.discarded.push(response);
          draft.response = undefined;
          draft.committedAtMs = undefined;
          this.#listening = draft.trace;
          this.#open = draft;
        }
        break;
      case 'response-discarded':
        draft.discarded.push(response);
        draft.prepared = undefined;
        break;
      case 'plan-tool-call':
        response.toolCalls.push({ call: event, atMs });
        break;
      case 'plan-done':
        response.done = event;
        break;
      case 'speech-clause':
        response.firstClauseAtMs ??= event.atMs;
        response.replyText += event.text;
        break;
      case 'speech-audio':
        response.firstAudio ??= { atMs, queueMs: event.queueMs, computeMs: event.computeMs };
        response.audioMs += (1000 * event.samples.length) / outputRateHz;
        break;
      case 'speech-failed':
        response.failedClauses++;
        break;
      case 'playback-started':
        response.playbackStartedAtMs = event.atMs;
        break;
      case 'playback-progress':
        response.playedMs = event.playedMs;
        break;
      case 'playback-done':
        this.#endResponse(draft, response, event);
        break;
    }
  }

  #prepare({ turnId, responseId, atMs: preparedAtMs }: ResponseSpeculated): void {
    const draft = this.#drafts.get(turnId);
    if (!draft) return;
    draft.prepared = newResponseDraft(responseId, { preparedAtMs });
    draft.attempts++;
    this.#responding = draft.trace;
  }

  #request({ turnId, responseId, atMs: requestedAtMs }: ResponseRequested): void {
    const draft = this.#drafts.get(turnId) ?? this.#unspokenTurn(turnId);
    if (draft.prepared?.responseId === responseId) {
      draft.response = draft.prepared;
      draft.response.requestedAtMs = requestedAtMs;
      draft.prepared = undefined;
    } else {
      draft.response = newResponseDraft(responseId, { requestedAtMs });
    }
    this.#responding = draft.trace;
  }

  #endResponse(
    draft: TurnDraft,
    response: ResponseDraft,
    event: Extract<PlaybackEvent, { type: 'playback-done' }>,
  ): void {
    response.playedMs = event.playedMs;
    response.heardText = event.heardText;
    response.completed = event.completed;
    draft.positionBy = event.positionBy;
    this.#finish(draft);
  }

  #unspokenTurn(turnId: string): TurnDraft {
    const draft = newTurnDraft(turnId, traceForTurn(this.#settings), this.#timeline.endSample, readProcessorTicks());
    this.#drafts.set(turnId, draft);
    return draft;
  }

  /** What stands still must not wait for the end of the session to be seen. An answer that comes all the same makes the record anew. */
  #recordOverdue(atMs: number): void {
    this.#breakUncommitted(atMs, overdueMs);
    for (const draft of this.#drafts.values()) {
      if (draft.committedAtMs !== undefined && !draft.response && atMs - draft.committedAtMs > overdueMs) {
        this.#finish(draft);
      }
    }
  }

  /** Nobody has spoken for so long, and the turn is still open although the service is to find its end. */
  #breakUncommitted(atMs: number, afterMs: number): void {
    const pause = this.#pauses.at(-1);
    const open = this.#open;
    if (!open || !pause || pause.endSample <= open.startSample || atMs - pause.atMs <= afterMs) return;
    if (this.#settings.turnDetection.mode === 'manual') return;
    open.endSample = pause.endSample;
    this.#break(open, `the turn was not committed in ${Math.round(atMs - pause.atMs)} ms`, atMs);
  }

  #break(draft: TurnDraft, reason: string, atMs: number): void {
    draft.decisions.push({ type: 'turn-decision', turnId: draft.turnId, kind: 'ignore', reason, atMs });
    draft.committedAtMs ??= atMs;
    if (this.#open === draft) this.#open = undefined;
    this.#finish(draft);
  }

  #draftOf(span: Span): TurnDraft | undefined {
    // A response that was lost on its way is known to nobody, and its turn is.
    const answering = span.responseId === undefined ? undefined : this.#draftOfResponse(span.responseId);
    if (answering) return answering;
    if (span.turnId !== undefined && this.#drafts.has(span.turnId)) return this.#drafts.get(span.turnId);
    return this.#open;
  }

  #draftOfResponse(responseId: string): TurnDraft | undefined {
    const isMeant = (response: ResponseDraft | undefined) => response?.responseId === responseId;
    return this.#drafts
      .values()
      .find(({ response, prepared, discarded }) => isMeant(response) || isMeant(prepared) || discarded.some(isMeant));
  }

  #finish(draft: TurnDraft): void {
    this.#drafts.delete(draft.turnId);
    if (!draft.response) this.#unanswered.set(draft.turnId, draft);
    for (const turnId of this.#unanswered.keys()) {
      if (this.#unanswered.size <= keptUnanswered) break;
      this.#unanswered.delete(turnId);
    }
    const { sessionId, device, versions, judge, eventLoopDelayP99Ms, onRecord } = this.#options;
    if (draft.response) draft.response.replyText = joinTexts([draft.response.replyText]);
    onRecord(
      buildTurnRecord(draft, this.#timeline, {
        sessionId,
        device: device(),
        consent: this.#settings.consent ?? defaultConsent,
        versions,
        judge,
        inputFormat: this.#settings.inputFormat,
        eventLoopDelayP99Ms: eventLoopDelayP99Ms(),
        wallOffsetMs: this.#wallOffsetMs,
      }),
    );
  }
}
