import type { AnnouncementDue, Clock } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import type { TimerEffect, TimerView } from '../fast-path/skill.ts';
import type { Timer } from './timer.ts';
import { type TimerHome, TimerKeeper } from './timer-keeper.ts';

/** Timers as they were at one moment, to go back to. */
export type TimerSnapshot = readonly Timer[];

/** More than anybody sets; a loop that sets timers stops here. */
const maxTimers = 50;

/** Longer waits are waited in parts: the timers of the system end at 24 days. */
const longestWaitMs = 86_400_000;

const notKept = 'Your timers could not be saved. They will only ring while we talk.';

/**
 * The timers, alarms and reminders of one session, on the session's clock. What rings is written to `due`.
 * Where there is a store they are kept in it for their user, and come back in the user's next session; without one they live
 * as long as the session.
 */
export class SessionTimers {
  readonly #clock: Clock;
  readonly #due = new EventQueue<AnnouncementDue>({ capacity: maxTimers, whenFull: 'drop-oldest' });
  readonly #rung = new Set<string>();
  #timers: readonly Timer[] = [];
  #nextId = 1;
  #keeper: TimerKeeper | undefined;
  #closed = false;
  #stopWaiting: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Announcements as they fall due. One reader; ends with the session. */
  get due(): AsyncIterable<AnnouncementDue> {
    return this.#due;
  }

  /** Those that will still ring, the next one first; paused ones last. @param of as they were, what has rung excepted */
  list(of: TimerSnapshot = this.#timers): readonly TimerView[] {
    const nowMs = this.#clock.nowMs();
    const waiting = of.filter(({ id }) => !this.#rung.has(id));
    const views = waiting.map(({ id, kind, name, durationMs, state }, order) => ({
      id,
      kind,
      ...(name === undefined ? {} : { name }),
      durationMs,
      remainingMs: 'dueMs' in state ? Math.max(0, state.dueMs - nowMs) : state.pausedWithMs,
      paused: !('dueMs' in state),
      order,
    }));
    return views.sort((a, b) => Number(a.paused) - Number(b.paused) || a.remainingMs - b.remainingMs);
  }

  /** Whether they outlive the session. */
  get kept(): boolean {
    return this.#keeper !== undefined;
  }

  /** Keeps them in a store from now on, and takes up what is kept there; what was due meanwhile rings now. */
  async keepIn(home: TimerHome): Promise<void> {
    if (this.#keeper?.userId === home.userId) return;
    const keeper = new TimerKeeper(home, this.#clock);
    this.#keeper = keeper;
    const { timers, missed } = await keeper.load();
    if (this.#closed) return;
    this.#timers = [...this.#timers, ...timers];
    for (const text of missed) this.#due.push({ type: 'announcement-due', text });
    this.#wait();
  }

  apply(effects: readonly TimerEffect[]): void {
    const before = this.#timers;
    for (const effect of effects) this.#timers = this.#after(effect);
    this.#changed(before);
  }

  snapshot(): TimerSnapshot {
    return this.#timers;
  }

  /** Takes back everything since the snapshot, except what has rung. */
  restore(snapshot: TimerSnapshot): void {
    const before = this.#timers;
    this.#timers = snapshot.filter(({ id }) => !this.#rung.has(id));
    this.#changed(before);
  }

  close(): void {
    this.#closed = true;
    this.#timers = [];
    this.#stopWaiting();
    this.#due.end();
  }

  #changed(before: readonly Timer[]): void {
    this.#wait();
    this.#keeper?.save(before, this.#timers).catch(() => {
      if (!this.#closed) this.#due.push({ type: 'announcement-due', text: notKept });
    });
  }

  #after(effect: TimerEffect): readonly Timer[] {
    const nowMs = this.#clock.nowMs();
    const changed = (ids: readonly string[], change: (timer: Timer) => Timer) =>
      this.#timers.map((timer) => (ids.includes(timer.id) ? change(timer) : timer));
    switch (effect.type) {
      case 'set': {
        const { kind, name, durationMs, announcement } = effect;
        const state = { dueMs: nowMs + durationMs };
        const timer: Timer = {
          id: this.#keeper?.newId() ?? `timer_${this.#nextId++}`,
          kind,
          name,
          durationMs,
          announcement,
          state,
        };
        return [...this.#timers, timer].slice(-maxTimers);
      }
      case 'cancel':
        return this.#timers.filter(({ id }) => !effect.ids.includes(id));
      case 'pause':
        return changed(effect.ids, (timer) =>
          'dueMs' in timer.state
            ? { ...timer, state: { pausedWithMs: Math.max(0, timer.state.dueMs - nowMs) } }
            : timer,
        );
      case 'resume':
        return changed(effect.ids, (timer) =>
          'dueMs' in timer.state ? timer : { ...timer, state: { dueMs: nowMs + timer.state.pausedWithMs } },
        );
      case 'extend':
        return changed([effect.id], (timer) => {
          const { state } = timer;
          if ('dueMs' in state)
            return { ...timer, state: { dueMs: Math.max(nowMs + 1000, state.dueMs + effect.byMs) } };
          return { ...timer, state: { pausedWithMs: Math.max(1000, state.pausedWithMs + effect.byMs) } };
        });
    }
  }

  /** One timer of the clock for all: the next that is due. */
  #wait(): void {
    this.#stopWaiting();
    this.#stopWaiting = () => undefined;
    const [next] = this.list();
    if (!next || next.paused) return;
    this.#stopWaiting = this.#clock.setTimer(Math.min(next.remainingMs, longestWaitMs), () => this.#ring());
  }

  #ring(): void {
    const nowMs = this.#clock.nowMs();
    const isDue = ({ state }: Timer) => 'dueMs' in state && state.dueMs <= nowMs;
    for (const { id, announcement } of this.#timers.filter(isDue)) {
      this.#rung.add(id);
      const ring = () => void this.#due.push({ type: 'announcement-due', text: announcement });
      if (!this.#keeper) ring();
      // Another session of the same user may have rung it. A store that is gone is no reason to be silent.
      else this.#keeper.claim(id).then((mine) => mine && ring(), ring);
    }
    this.#timers = this.#timers.filter((timer) => !isDue(timer));
    this.#wait();
  }
}

/** The timers of all sessions of a planner. */
export class TimerService {
  readonly #sessions = new Map<string, SessionTimers>();

  /** The timers of a session, made at its first mention. */
  session(sessionId: string, clock: Clock): SessionTimers {
    const known = this.#sessions.get(sessionId);
    if (known) return known;
    const timers = new SessionTimers(clock);
    this.#sessions.set(sessionId, timers);
    return timers;
  }

  /** What rings in a session, for its turn manager. Ends when the session is closed. */
  due(sessionId: string, clock: Clock): AsyncIterable<AnnouncementDue> {
    return this.session(sessionId, clock).due;
  }

  /** Those of a session that will still ring. */
  list(sessionId: string): readonly TimerView[] {
    return this.#sessions.get(sessionId)?.list() ?? [];
  }

  close(sessionId: string): void {
    this.#sessions.get(sessionId)?.close();
    this.#sessions.delete(sessionId);
  }

  closeAll(): void {
    for (const sessionId of [...this.#sessions.keys()]) this.close(sessionId);
  }
}
