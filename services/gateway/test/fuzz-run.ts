import { type ServerEvent, serverEventSchemas } from '@cascade/contracts';
import type { GatewayConnection } from '../src/connection.ts';
import type { FakeSocket } from './fake-socket.ts';
import type { FuzzSequence, FuzzStep, StageMove } from './fuzz-steps.ts';
import { sessionBench } from './session-bench.ts';
import { spokenReply } from './spoken-reply.ts';

type Bench = ReturnType<typeof sessionBench>;

/** With these a server may end a session by itself: too much, too fast, not read, or going away. */
const allowedCloseCodes: readonly number[] = [1008, 1012];
const notAllowedErrors: readonly string[] = ['internal', 'stage_failed'];
/** What responses are begun for, one after the other. */
const causes = ['turn', 'client', 'announcement', 'resumed', 'reprompt'] as const;
const { parts } = spokenReply('', ['One two. ', 'Three.'], 5, 5);

/**
 * Runs sequences on one set of sessions, and throws when a session does what none may: fails inside, says what is no
 * event, numbers its events with gaps, leaves a response open or a timer running, or stops answering.
 */
export class FuzzRunner {
  #bench: Bench = sessionBench();

  async run(sequence: FuzzSequence): Promise<void> {
    try {
      await this.#run(sequence);
    } catch (error) {
      // What a failure leaves behind is not the next sequence's.
      this.#bench = sessionBench();
      throw error;
    }
  }

  async #run(sequence: FuzzSequence): Promise<void> {
    const bench = this.#bench;
    const run = new FuzzedSession(bench, sequence);
    for (const step of sequence.steps) await run.step(step);
    await run.end();
    // Readers of what the stages were told end with their sessions.
    await new Promise((resolve) => setImmediate(resolve));
    const { pendingTimers } = bench.clock;
    assert(bench.sessions.size === 0, `${bench.sessions.size} sessions are left`);
    assert(pendingTimers === 0, `${pendingTimers} timers are left`);
    assert(bench.failures.length === 0, () => `something failed inside: ${String(bench.failures[0])}`);
    bench.connections.length = 0;
    bench.inputs.length = 0;
  }
}

class FuzzedSession {
  readonly #bench: Bench;
  readonly #sequence: FuzzSequence;
  #socket!: FakeSocket;
  #connection!: GatewayConnection;
  #checkedTexts = 0;
  #eventIds: string[] = [];
  #nextNumber = 0;
  #token: string | undefined;
  #itemId = 'none';
  readonly #created = new Set<string>();
  readonly #done = new Set<string>();
  #responses = 0;
  #turns = 0;
  #samples = 0;

  constructor(bench: Bench, sequence: FuzzSequence) {
    this.#bench = bench;
    this.#sequence = sequence;
    this.#begin();
  }

  async step(step: FuzzStep): Promise<void> {
    switch (step.kind) {
      case 'text':
        this.#socket.receive(step.text.replaceAll('$item', this.#itemId));
        break;
      case 'binary':
        this.#socket.receive(step.bytes);
        break;
      case 'wait':
        this.#bench.clock.advance(step.ms);
        break;
      case 'stages':
        this.#move(step.what);
        break;
      case 'drop':
        this.#drop(step.awayMs, step.lostEvents);
        break;
    }
    await this.#socket.settled();
    this.#check();
    if (this.#socket.closedWith) this.#begin();
  }

  /** Everything that is open is brought to its end, and the session still answers. */
  async end(): Promise<void> {
    for (let index = 0; index < this.#responses; index++) this.#cancel(`r${index}`);
    this.#socket.receiveEvent({ type: 'input_audio_buffer.clear' });
    this.#check();
    if (this.#socket.closedWith === undefined) {
      const last = JSON.parse(this.#socket.texts.at(-1) ?? '{}') as ServerEvent;
      assert(last.type === 'input_audio_buffer.cleared', 'the session does not answer');
      for (const id of this.#created) assert(this.#done.has(id), `the response ${id} has no end`);
    }
    this.#socket.drop(1000);
  }

  #begin(resume?: { token: string; afterEventId: string | null }): void {
    const { dialect, type } = this.#sequence;
    const session = this.#sequence.resume ? { cascade: { resume: true } } : undefined;
    this.#socket = this.#bench.attach({ dialect, type, session, resume });
    this.#checkedTexts = 0;
    const first = JSON.parse(this.#socket.texts[0] ?? '{}') as ServerEvent;
    if (first.type !== 'cascade.session.resumed') {
      assert(first.type === 'session.created', `a session begins with ${first.type}`);
      this.#connection = this.#bench.connections.at(-1) as GatewayConnection;
      this.#created.clear();
      this.#done.clear();
      this.#responses = 0;
      this.#samples = 0;
      this.#nextNumber = 0;
      this.#eventIds = [];
      this.#token = undefined;
    } else {
      // Where something is missing, which has to be said, the numbers go on behind the hole.
      const after = resume?.afterEventId;
      const next = after ? numberOf(after) + 1 : 0;
      const replayed = this.#socket.texts[1];
      const continues = replayed === undefined ? next : numberOf((JSON.parse(replayed) as ServerEvent).event_id);
      assert(continues === next || !first.complete, 'a hole that nobody was told of');
      this.#nextNumber = continues;
      this.#eventIds = this.#eventIds.filter((id) => numberOf(id) < next);
      this.#checkedTexts = 1;
    }
    this.#check();
  }

  #drop(awayMs: number, lostEvents: number): void {
    this.#socket.drop(1006);
    const afterEventId = this.#eventIds.at(-1 - lostEvents) ?? null;
    this.#bench.clock.advance(awayMs);
    this.#begin(this.#token === undefined ? undefined : { token: this.#token, afterEventId });
  }

  #move(what: StageMove): void {
    const send = (event: Parameters<GatewayConnection['send']>[0]) => this.#connection.send(event);
    const responseId = `r${this.#responses - 1}`;
    const place = { startSample: this.#samples, endSample: this.#samples + 1600 };
    const turn = { turnId: `t${this.#turns}`, atMs: 0 };
    const utteranceId = `u${this.#turns}`;
    const { signal } = this.#connection;
    switch (what) {
      case 'speech':
        send({ type: 'speech-start', startSample: this.#samples, atSample: this.#samples, probability: 1 });
        break;
      case 'partial':
        send({
          type: 'transcript-partial',
          utteranceId,
          text: 'One two',
          stableText: 'One',
          queueMs: 0,
          computeMs: 0,
          ...place,
        });
        break;
      case 'turn':
        send({ type: 'turn-started', ...turn, startSample: this.#samples });
        break;
      case 'commit':
        assert(
          this.#connection.conversation.itemsIfCommitted(turn.turnId, 'One two.').at(-1) !== undefined,
          'a commit that nobody would be shown',
        );
        send({ type: 'turn-committed', ...turn, ...place, text: 'One two.', continued: false });
        this.#turns++;
        this.#samples += 1600;
        break;
      case 'abandon':
        send({ type: 'turn-abandoned', ...turn, ...place });
        send({ type: 'utterance-boundary', endSample: place.endSample });
        this.#turns++;
        break;
      case 'respond': {
        // Stages make one response at a time.
        if (this.#responses > 0) this.#cancel(responseId);
        const cause = causes[this.#responses % causes.length] ?? 'turn';
        send({ type: 'response-requested', responseId: `r${this.#responses++}`, turnId: turn.turnId, cause, atMs: 0 });
        assert(
          this.#connection.conversation.items().every((item) => item.id !== ''),
          'an item without id',
        );
        break;
      }
      case 'say':
        send({ type: 'plan-text', responseId, delta: 'One two. ', signal });
        for (const { clause, audio } of parts) {
          for (const event of [clause, ...audio]) send({ ...event, responseId });
        }
        break;
      case 'fill':
        send({
          type: 'response-requested',
          responseId: `r${this.#responses++}`,
          turnId: turn.turnId,
          cause: 'filler',
          atMs: 0,
        });
        this.#move('say');
        this.#move('finish');
        break;
      case 'duck':
        for (const ducked of [true, false]) send({ type: 'playback-ducked', responseId, ducked, atMs: 0 });
        send({ type: 'playback-ducked', responseId, ducked: true, atMs: 0 });
        break;
      case 'load':
        send({ type: 'load-changed', measure: 'no-speculation', reason: 'busy', atMs: 0 });
        break;
      case 'call':
        send({
          type: 'plan-tool-call',
          responseId,
          callId: `c${this.#turns}`,
          name: 'f',
          arguments: '{}',
          runsAt: 'client',
        });
        break;
      case 'finish':
        send({ type: 'plan-done', responseId, source: 'language-model', signal });
        send({ type: 'speech-done', responseId, audioMs: 15 });
        break;
      case 'cancel':
        this.#cancel(responseId);
        break;
      case 'misplaced':
        send({ type: 'transcript-failed', utteranceId: 'none', endSample: 5, code: 'transcription_failed' });
        send({ type: 'speech-failed', responseId, clauseIndex: 9, code: 'synthesis_failed' });
        send({ type: 'speech-done', responseId: 'none', audioMs: 0 });
        send({ type: 'speech-misfire', startSample: 9, endSample: 5, atSample: 0 });
        break;
    }
  }

  #cancel(responseId: string): void {
    this.#connection.send({ type: 'response-cancelled', responseId, cause: 'client', atMs: 0 });
  }

  /** What was sent since the last look. */
  #check(): void {
    const { texts, closedWith } = this.#socket;
    for (; this.#checkedTexts < texts.length; this.#checkedTexts++) {
      const text = texts[this.#checkedTexts] as string;
      const event = JSON.parse(text) as ServerEvent;
      if (this.#sequence.dialect === 'ga') serverEventSchemas[event.type].parse(event);
      const number = numberOf(event.event_id);
      assert(number === this.#nextNumber, () => `event ${event.event_id} follows ${this.#nextNumber - 1}`);
      this.#nextNumber = number + 1;
      this.#eventIds.push(event.event_id);
      this.#note(event);
    }
    if (closedWith)
      assert(allowedCloseCodes.includes(closedWith.code), () => `closed with ${JSON.stringify(closedWith)}`);
  }

  #note(event: ServerEvent): void {
    // What the beta calls otherwise.
    const type = (betaNames[event.type] ?? event.type) as ServerEvent['type'];
    this.#noteAs({ ...event, type } as ServerEvent);
  }

  #noteAs(event: ServerEvent): void {
    switch (event.type) {
      case 'error':
        assert(!notAllowedErrors.includes(event.error.code), () => JSON.stringify(event.error));
        break;
      case 'session.created':
      case 'session.updated':
        this.#token = event.session.cascade.resume?.token;
        break;
      case 'conversation.item.added':
      case 'response.output_item.added':
        this.#itemId = event.item.id;
        break;
      case 'response.created':
        this.#created.add(event.response.id);
        break;
      case 'response.done':
        assert(this.#created.has(event.response.id), `${event.response.id} ends before it begins`);
        this.#done.add(event.response.id);
        break;
    }
  }
}

const betaNames: Readonly<Record<string, string>> = {
  'transcription_session.updated': 'session.updated',
  'conversation.item.created': 'conversation.item.added',
};

const numberOf = (eventId: string): number => Number(eventId.slice(eventId.lastIndexOf('_') + 1));

function assert(holds: boolean, message: string | (() => string)): asserts holds {
  if (!holds) throw new Error(typeof message === 'string' ? message : message());
}
