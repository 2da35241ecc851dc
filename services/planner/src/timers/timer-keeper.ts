import { randomUUID } from 'node:crypto';
import type { Clock, StageLogger } from '@cascade/contracts';
import type { UserChange, UserItem, UserStore } from '@cascade/store';
import { DateTime } from 'luxon';
import { dateInWords, timeInWords } from '../fast-path/clock-time.ts';
import { capitalized } from '../fast-path/number-words.ts';
import type { Timer } from './timer.ts';

/** Where a user's timers, alarms and reminders are kept. */
export interface TimerHome {
  readonly store: UserStore;
  readonly userId: string;
  /** IANA name; in which time what was missed is told. */
  readonly zone: string;
  /** Epoch milliseconds. */
  readonly wallClockMs: () => number;
  readonly logger: Pick<StageLogger, 'error'>;
}

/** Later than this, what rings says when it was due. */
const lateFromMs = 60_000;

/** Writes a session's timers to the store, by the wall clock: the session's own clock ends with it. */
export class TimerKeeper {
  readonly userId: string;
  readonly #home: TimerHome;
  readonly #clock: Clock;
  #work: Promise<unknown> = Promise.resolve();

  constructor(home: TimerHome, clock: Clock) {
    this.userId = home.userId;
    this.#home = home;
    this.#clock = clock;
  }

  newId(): string {
    return `timer_${randomUUID()}`;
  }

  /** What is kept; what fell due while nobody was there is taken out, and has to be said. */
  async load(): Promise<{ readonly timers: readonly Timer[]; readonly missed: readonly string[] }> {
    const { store, userId, zone, wallClockMs } = this.#home;
    const items = await store.items(userId, 'reminder');
    const wallMs = wallClockMs();
    const isOver = ({ data }: UserItem<'reminder'>) => data.dueAtMs !== undefined && data.dueAtMs <= wallMs;
    const missed: string[] = [];
    for (const item of items.filter(isOver)) {
      if (await store.take(userId, 'reminder', item.id)) missed.push(missedText(item, wallMs, zone));
    }
    return { timers: items.filter((item) => !isOver(item)).map((item) => this.#timerOf(item)), missed };
  }

  /** Writes what has changed, in the order of the changes. Rejects when it is not kept. */
  save(before: readonly Timer[], after: readonly Timer[]): Promise<void> {
    const changes = [
      ...before
        .filter(({ id }) => !after.some((timer) => timer.id === id))
        .map(({ id }): UserChange => ({ type: 'remove', kind: 'reminder', id })),
      ...after.filter((timer) => !before.includes(timer)).map((timer) => this.#itemOf(timer)),
    ];
    if (changes.length === 0) return Promise.resolve();
    const { store, userId, wallClockMs, logger } = this.#home;
    const written = this.#work.then(() => store.change(userId, `timers:${randomUUID()}`, changes, wallClockMs()));
    this.#work = written.catch((error: unknown) => logger.error({ error: String(error) }, 'timers could not be kept'));
    return written.then(() => undefined);
  }

  /** True for the one session that may ring it. */
  async claim(id: string): Promise<boolean> {
    await this.#work;
    return this.#home.store.take(this.userId, 'reminder', id);
  }

  #timerOf({ id, data }: UserItem<'reminder'>): Timer {
    const { kind, name, durationMs, announcement, dueAtMs, pausedWithMs = 0 } = data;
    const state =
      dueAtMs === undefined ? { pausedWithMs } : { dueMs: this.#clock.nowMs() + dueAtMs - this.#home.wallClockMs() };
    return { id, kind, name, durationMs, announcement, state };
  }

  #itemOf({ id, kind, name, durationMs, announcement, state }: Timer): UserChange {
    const when =
      'dueMs' in state
        ? { dueAtMs: this.#home.wallClockMs() + state.dueMs - this.#clock.nowMs() }
        : { pausedWithMs: state.pausedWithMs };
    const data = { kind, durationMs, announcement, ...(name !== undefined && { name }), ...when };
    return { type: 'put', kind: 'reminder', id, data };
  }
}

/** "While you were away, at 7 AM: this is your alarm." */
function missedText({ data }: UserItem<'reminder'>, wallMs: number, zone: string): string {
  const { announcement, dueAtMs = wallMs } = data;
  if (wallMs - dueAtMs < lateFromMs) return announcement;
  const due = DateTime.fromMillis(dueAtMs, { zone });
  const today = due.hasSame(DateTime.fromMillis(wallMs, { zone }), 'day');
  const at = `at ${timeInWords(due)}${today ? '' : ` on ${dateInWords(due)}`}`;
  return `This was due ${at}: ${capitalized(announcement.replace(/^It's [^.]*\. /, ''))}`;
}
