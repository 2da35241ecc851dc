import type { BudgetsMs, StageTeams } from '@cascade/budget';
import {
  chunkMs,
  connectRealtime,
  PlaybackReporter,
  type RealtimeClient,
  replyRateHz,
  trustEvent,
} from '@cascade/client';
import { CascadeError, type Clock, inputRateHz, type ServerEvent } from '@cascade/contracts';
import { Earpiece } from './earpiece.ts';
import { type RoughLine, roughLine, type SocketConstructor } from './line-socket.ts';
import {
  type HeardReply,
  type LateSound,
  type LoadTurn,
  type SaidTurn,
  type TurnFacts,
  turnFactsOf,
  turnsOfConversation,
} from './load-turn.ts';
import { Microphone } from './microphone.ts';
import type { ClientKind } from './mix.ts';
import type { PlannedConversation, PlannedTurn } from './schedule.ts';

export interface LoadSurroundings {
  readonly url: string;
  readonly key: string | undefined;
  readonly clock: Clock;
  readonly webSocket?: SocketConstructor;
  /** What a single turn is judged by. */
  readonly budgetsMs: BudgetsMs;
  readonly teams: StageTeams;
  readonly signal: AbortSignal;
  /** Clock time that the plan's times count from. */
  readonly originMs: number;
  readonly watcher: LoadWatcher;
}

/** What the whole run is told of as it happens. */
export interface LoadWatcher {
  sent(lateMs: number): void;
  opened(atMs: number, tookMs: number): void;
  /** There was no session, or it ended before its time. */
  failed(atMs: number, kind: 'refused' | 'broken', why: string): void;
  degraded(atMs: number, what: string): void;
  error(atMs: number, code: string): void;
  /** An answer was talked over and fell silent so long after that began. */
  stopped(atMs: number, tookMs: number): void;
  joined(): void;
  left(): void;
  said(): void;
  heard(): void;
}

const connectLimitMs = 10_000;
/** What the service sends of a turn when the turn is over. */
const lastWordsMs = 300;

export interface Speaker {
  readonly client: number;
  readonly kind: ClientKind;
  /** Of the client's turns, that of the conversation's first one. */
  readonly firstNumber: number;
}

/** Holds one planned conversation. Resolves with what became of its turns when it is over; never rejects. */
export async function holdConversation(
  who: Speaker,
  plan: PlannedConversation,
  around: LoadSurroundings,
): Promise<LoadTurn[]> {
  return new Conversation(who, plan, around).run();
}

class Conversation {
  readonly #who: Speaker;
  readonly #plan: PlannedConversation;
  readonly #around: LoadSurroundings;
  readonly #ear = new Earpiece();
  readonly #said: SaidTurn[] = [];
  readonly #replies = new Map<string, { createdMs: number; done: boolean }>();
  /** Of a turn that was taken up again the later record is the whole one. */
  readonly #records = new Map<string, TurnFacts>();
  readonly #late: LateSound[] = [];
  #line: RoughLine | undefined;
  #client: RealtimeClient | undefined;
  #microphone: Microphone | undefined;
  #isOver = false;
  /** Since when an answer is being talked over. */
  #interruptedMs: number | undefined;

  constructor(who: Speaker, plan: PlannedConversation, around: LoadSurroundings) {
    this.#who = who;
    this.#plan = plan;
    this.#around = around;
  }

  async run(): Promise<LoadTurn[]> {
    const { clock, signal, originMs } = this.#around;
    const until = (planMs: number) => clock.sleep(Math.max(0, originMs + planMs - clock.nowMs()), signal);
    try {
      await until(this.#plan.opensMs);
      if (!(await this.#open())) return this.#turns();
      await this.#talk(until);
      await until(this.#plan.endsMs);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#close();
    }
    return this.#turns();
  }

  get #nowMs(): number {
    return this.#around.clock.nowMs() - this.#around.originMs;
  }

  async #open(): Promise<boolean> {
    const { url, key, clock, watcher, webSocket, signal } = this.#around;
    const rough = roughLine(webSocket);
    const startMs = this.#nowMs;
    const cascade = {
      playback_ack: true,
      binary_audio: true,
      ducking: 'client',
      device: { client: 'pnpm load', kind: this.#who.kind },
    } as const;
    try {
      this.#client = await connectRealtime({
        url,
        ...(key === undefined ? {} : { key }),
        webSocket: rough.webSocket,
        session: { type: 'realtime', cascade },
        formats: { input: { type: 'audio/pcm', rate: inputRateHz }, output: { type: 'audio/pcm', rate: replyRateHz } },
        signal: AbortSignal.any([signal, AbortSignal.timeout(connectLimitMs)]),
        // Checking every event by its schema would cost the generator more than all else that it does.
        parseEvent: trustEvent,
      });
    } catch (error) {
      if (!signal.aborted)
        watcher.failed(startMs, 'refused', CascadeError.from(error, 'connection_failed', 'no connection').message);
      return false;
    }
    watcher.opened(startMs, this.#nowMs - startMs);
    watcher.joined();
    this.#line = rough.line;
    const reporter = new PlaybackReporter(this.#ear, (event) => this.#client?.send(event));
    this.#client.onEvent((event) => this.#observe(event));
    this.#client.onAudio((audio) => {
      const had = this.#ear.firstAudibleMs(audio.responseId) !== undefined;
      this.#ear.receive(audio, clock.nowMs());
      if (!had && this.#ear.firstAudibleMs(audio.responseId) !== undefined) watcher.heard();
    });
    this.#client.closed.then((end) => {
      if (!this.#isOver) watcher.failed(this.#nowMs, 'broken', `ended by the service (${end.code}, ${end.reason})`);
      this.#isOver = true;
    });
    this.#microphone = new Microphone({
      clock,
      send: (chunk) => this.#client?.appendAudio(chunk),
      onTick: (nowMs, lateMs) => {
        watcher.sent(lateMs);
        if (lateMs > chunkMs) this.#late.push({ atMs: nowMs - this.#around.originMs, lateMs });
        reporter.report(nowMs);
      },
    });
    return true;
  }

  async #talk(until: (planMs: number) => Promise<void>): Promise<void> {
    const deaf = this.#plan.deafMs.flatMap(([from, to]) => [
      { atMs: from, act: () => this.#line?.pause() },
      { atMs: to, act: () => this.#line?.resume() },
    ]);
    const words = this.#plan.turns.map((turn) => ({ atMs: turn.dueMs, act: () => this.#say(turn) }));
    for (const { atMs, act } of [...words, ...deaf].sort((a, b) => a.atMs - b.atMs)) {
      await until(atMs);
      if (this.#isOver) return;
      act();
    }
  }

  #say(planned: PlannedTurn): void {
    const { clock, originMs, watcher } = this.#around;
    if (!planned.interrupts) this.#stopListening();
    const dueMs = originMs + planned.dueMs;
    const said = this.#microphone?.say(planned.clip.chunks, dueMs);
    if (!said) return;
    // A microphone takes sound in pieces; what is later than the next piece is the fault of who sends.
    const baseMs = said.capturedMs - dueMs < chunkMs ? said.capturedMs : dueMs;
    this.#said.push({ planned, baseMs: baseMs - originMs, startSample: said.startSample });
    watcher.said();
    if (planned.interrupts && this.#ear.isPlaying(clock.nowMs())) this.#interruptedMs = said.capturedMs;
  }

  /** Who speaks next has heard enough, and would press the button that stops the answer. */
  #stopListening(): void {
    const nowMs = this.#around.clock.nowMs();
    if ([...this.#replies.values()].some(({ done }) => !done)) this.#client?.send({ type: 'response.cancel' });
    this.#ear.stop(nowMs);
  }

  #observe(event: ServerEvent): void {
    const { watcher, budgetsMs, teams, clock } = this.#around;
    switch (event.type) {
      case 'response.created':
        this.#replies.set(event.response.id, { createdMs: this.#nowMs, done: false });
        break;
      case 'response.done': {
        const reply = this.#replies.get(event.response.id);
        if (reply) reply.done = true;
        if (event.response.status === 'cancelled') this.#fallSilent(clock.nowMs());
        break;
      }
      case 'output_audio_buffer.cleared':
        this.#fallSilent(clock.nowMs());
        break;
      case 'cascade.turn.record':
        this.#records.set(event.record.turn_id, turnFactsOf(event.record, budgetsMs, teams));
        break;
      case 'cascade.degraded':
        watcher.degraded(this.#nowMs, event.what);
        break;
      case 'error':
        // The answer had just ended when it was cancelled: nobody's fault.
        if (event.error.code !== 'response_cancel_not_active')
          watcher.error(this.#nowMs, event.error.code ?? event.error.type);
        break;
    }
  }

  #fallSilent(nowMs: number): void {
    if (this.#interruptedMs !== undefined && this.#ear.isPlaying(nowMs)) {
      this.#around.watcher.stopped(this.#nowMs, Math.max(0, nowMs - this.#interruptedMs));
    }
    this.#interruptedMs = undefined;
    this.#ear.stop(nowMs);
  }

  async #close(): Promise<void> {
    if (!this.#client) return;
    const wasOpen = !this.#isOver;
    this.#isOver = true;
    this.#microphone?.close();
    if (this.#plan.drops) this.#line?.cut();
    else if (wasOpen && !this.#around.signal.aborted) {
      this.#stopListening();
      await this.#around.clock.sleep(lastWordsMs);
    }
    this.#line?.resume();
    this.#client.close();
    await this.#client.closed;
    this.#around.watcher.left();
  }

  /** Turns that were due without a session are turns all the same. */
  #turns(): LoadTurn[] {
    const { client, firstNumber } = this.#who;
    const { originMs, signal } = this.#around;
    const replies: HeardReply[] = [...this.#replies].map(([responseId, { createdMs }]) => {
      const audibleMs = this.#ear.firstAudibleMs(responseId);
      return { responseId, createdMs, firstAudibleMs: audibleMs === undefined ? undefined : audibleMs - originMs };
    });
    const endedMs = Math.min(this.#nowMs, this.#plan.endsMs);
    const said = turnsOfConversation(client, firstNumber, {
      said: this.#said,
      replies,
      records: [...this.#records.values()],
      late: this.#late,
      endedMs,
    });
    if (signal.aborted) return said;
    const unsaid = this.#plan.turns.slice(said.length).map(
      ({ clip, spokenMs, interrupts }, index): LoadTurn => ({
        client,
        number: firstNumber + said.length + index,
        clip: clip.id,
        spokenMs,
        interrupts,
        outcome: 'no-session',
        voiceToVoiceMs: null,
        facts: undefined,
        generatorLateMs: 0,
      }),
    );
    return [...said, ...unsaid];
  }
}
