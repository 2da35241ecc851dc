import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Arrival, type Served, simulateScheduler } from '../test/scheduler-simulation.ts';
import { type JobClass, jobClasses, urgencyOf } from './job-classes.ts';
import { JobQueue, type QueuedJob } from './job-queue.ts';

let ids = 0;
const job = (jobClass: JobClass | (() => JobClass), more: Partial<QueuedJob> = {}): QueuedJob => ({
  id: ids++,
  classNow: typeof jobClass === 'function' ? jobClass : () => jobClass,
  session: undefined,
  deadlineMs: undefined,
  submittedMs: 0,
  ...more,
});
const takeAll = (queue: JobQueue<QueuedJob>) => {
  const taken: QueuedJob[] = [];
  for (let next = queue.take(() => true); next; next = queue.take(() => true)) taken.push(next.job);
  return taken;
};
const filled = (jobs: readonly QueuedJob[]) => {
  const queue = new JobQueue<QueuedJob>();
  for (const each of jobs) queue.add(each);
  return queue;
};

const sessions = fc.constantFrom('a', 'b', 'c', 'd');
const arrivals = fc.array(
  fc.record({
    atMs: fc.nat(2000),
    jobClass: fc.constantFrom(...jobClasses),
    session: sessions,
    computeMs: fc.integer({ min: 1, max: 230 }),
  }),
  { maxLength: 60 },
);
const threads = fc.integer({ min: 1, max: 4 });

describe('what runs next', () => {
  test('classes in their order, deadlines within a session, first come first served without any', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ jobClass: fc.constantFrom(...jobClasses), deadlineMs: fc.option(fc.nat(5)) })),
        (wishes) => {
          const jobs = wishes.map(({ jobClass, deadlineMs }) => job(jobClass, { deadlineMs: deadlineMs ?? undefined }));
          const key = (each: QueuedJob) => [urgencyOf(each.classNow()), each.deadlineMs ?? 0, each.id];
          const expected = jobs.toSorted((a, b) => {
            const [left, right] = [key(a), key(b)];
            return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!;
          });
          expect(takeAll(filled(jobs))).toEqual(expected);
        },
      ),
    );
  });

  test('the first words of a user are shown before the rest of a reply is made', () => {
    const jobs = (['partial', 'speculative', 'later-clause', 'first-partial', 'first-clause'] as const).map((each) =>
      job(each),
    );
    const taken = takeAll(filled(jobs)).map((each) => each.classNow());
    expect(taken).toEqual(['first-clause', 'first-partial', 'later-clause', 'speculative', 'partial']);
  });

  test('deadlines order the first jobs of all sessions, and a second one waits for them', () => {
    const [late, soon] = [
      job('final', { session: 'a', deadlineMs: 30 }),
      job('final', { session: 'a', deadlineMs: 10 }),
    ];
    const [other, third] = [
      job('final', { session: 'b', deadlineMs: 40 }),
      job('final', { session: 'c', deadlineMs: 20 }),
    ];
    expect(takeAll(filled([late, soon, other, third]))).toEqual([soon, third, other, late]);
  });

  test('work done ahead goes by the class that it has now', () => {
    let committed = false;
    const ahead = job(() => (committed ? 'first-clause' : 'speculative'));
    const queue = filled([ahead, job('later-clause'), job('later-clause')]);
    expect(queue.take(() => true)?.jobClass).toBe('later-clause');
    committed = true;
    expect(queue.depths()).toMatchObject({ 'first-clause': 1, speculative: 0 });
    expect(queue.take(() => true)).toEqual({ job: ahead, jobClass: 'first-clause' });
  });

  test('everything that comes is served once, however classes and sessions mix', () => {
    fc.assert(
      fc.property(arrivals, threads, (coming, count) => {
        const { served, dropped } = simulateScheduler(coming, count);
        expect(dropped).toEqual([]);
        const key = ({ atMs, jobClass, session, computeMs }: Arrival) => `${atMs} ${jobClass} ${session} ${computeMs}`;
        expect(served.map(key).toSorted()).toEqual(coming.map(key).toSorted());
      }),
    );
  });

  test('no job begins while a more urgent one waits that could have begun', () => {
    fc.assert(
      fc.property(arrivals, threads, (coming, count) => {
        const { served } = simulateScheduler(coming, count);
        const overtaken = served.filter((late) =>
          served.some(
            (early) =>
              early.order < late.order &&
              early.beganMs >= late.atMs &&
              urgencyOf(early.jobClass) > urgencyOf(late.jobClass) &&
              late.jobClass !== 'background',
          ),
        );
        expect(overtaken).toEqual([]);
      }),
    );
  });

  test('work in the background never holds all threads, so that urgent work that comes alone begins at once', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 2, max: 4 }), fc.nat(3000), (coming, count, atMs) => {
        const background = coming.map((arrival): Arrival => ({ ...arrival, jobClass: 'background' }));
        const urgent: Arrival = { atMs, jobClass: 'final', session: 'a', computeMs: 100 };
        const { served } = simulateScheduler([...background, urgent], count);
        expect(served.find(({ jobClass }) => jobClass === 'final')?.beganMs).toBe(atMs);
      }),
    );
  });
});

describe('fairness between sessions', () => {
  test('a flood of one session is ahead of a single job of another by at most one job', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...jobClasses),
        threads,
        fc.array(fc.record({ afterMs: fc.nat(300), computeMs: fc.integer({ min: 1, max: 230 }) }), { maxLength: 20 }),
        (jobClass, count, polite) => {
          const flood = Array.from(
            { length: 60 },
            (): Arrival => ({ atMs: 0, jobClass, session: 'flood', computeMs: 50 }),
          );
          let atMs = 0;
          const single = polite.map(({ afterMs, computeMs }): Arrival => {
            atMs += afterMs;
            const arrival = { atMs, jobClass, session: 'polite', computeMs };
            // Its own jobs never wait for each other.
            atMs += 60 * 50 * 2 + computeMs;
            return arrival;
          });
          const { served } = simulateScheduler([...flood, ...single], count);
          for (const job of served.filter(({ session }) => session === 'polite')) {
            expect(overtakers(served, job).length).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  test('sessions that always have work waiting are served equally often', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20, max: 40 }), { minLength: 2, maxLength: 5 }),
        threads,
        (sizes, count) => {
          const coming = sizes.flatMap((size, index) =>
            Array.from(
              { length: size },
              (): Arrival => ({
                atMs: 0,
                jobClass: 'final',
                session: `${index}`,
                computeMs: 10,
              }),
            ),
          );
          const { served } = simulateScheduler(coming, count);
          const contested = served.slice(0, Math.min(...sizes) * sizes.length);
          const counts = sizes.map((_, index) => contested.filter(({ session }) => session === `${index}`).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('a job that is taken back costs its session no turn', () => {
    const queue = new JobQueue<QueuedJob>();
    for (let i = 0; i < 5; i++) {
      const replaced = job('partial', { session: 'a' });
      queue.add(replaced);
      queue.remove(replaced);
    }
    const [first, second] = [job('partial', { session: 'a' }), job('partial', { session: 'b' })];
    queue.add(first);
    queue.add(second);
    expect(takeAll(queue)).toEqual([first, second]);
  });

  test('who has been served is forgotten with the round', () => {
    const queue = new JobQueue<QueuedJob>();
    for (let i = 0; i < 10_000; i++) {
      queue.add(job('final', { session: `visitor ${i}` }));
      queue.take(() => true);
    }
    const again = job('final', { session: 'visitor 1', submittedMs: 1 });
    const other = job('final', { session: 'never served', submittedMs: 2 });
    queue.add(again);
    queue.add(other);
    expect(takeAll(queue)).toEqual([again, other]);
  });
});

describe('what gives way', () => {
  test('the least urgent class, there the session with most waiting, of that the last job', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...jobClasses), sessions), { minLength: 1 }), (wishes) => {
        const jobs = wishes.map(([jobClass, session]) => job(jobClass, { session }));
        const queue = filled(jobs);
        const shed = queue.takeLeastUrgent()!;
        const least = jobClasses.findLast((jobClass) => jobs.some((each) => each.classNow() === jobClass));
        expect(shed.classNow()).toBe(least);
        const sizes = Map.groupBy(
          jobs.filter((each) => each.classNow() === least),
          ({ session }) => session,
        );
        const own = sizes.get(shed.session)!;
        expect(own.length).toBe(Math.max(...[...sizes.values()].map((each) => each.length)));
        expect(own.at(-1)).toBe(shed);
        expect(queue.length).toBe(jobs.length - 1);
      }),
    );
  });

  test('partials after their deadline, and nothing else', () => {
    const [late, good] = [job('partial', { deadlineMs: 10 }), job('partial', { deadlineMs: 30 })];
    const [patient, final] = [job('partial'), job('final', { deadlineMs: 10 })];
    const queue = filled([late, good, patient, final]);
    expect(queue.takeExpired(20)).toEqual([late]);
    expect(queue.length).toBe(3);
  });
});

/** Jobs of other sessions, of the same class, that began while `job` waited. Those that ran already do not count. */
const overtakers = (served: readonly Served[], job: Served) =>
  served.filter(
    (other) =>
      other.session !== job.session && other.order < job.order && other.beganMs >= job.atMs && other.atMs <= job.atMs,
  );
