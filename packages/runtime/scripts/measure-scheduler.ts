/**
 * What leaving a thread free is worth, and what a class of their own is worth to first partials: waits of conversations under the scheduling rules on a virtual clock, with the
 * times that the models take on two cores. `node packages/runtime/scripts/measure-scheduler.ts`
 */
import { type JobClass, mayBegin, urgentClasses } from '../src/job-classes.ts';
import { type Arrival, simulateScheduler } from '../test/scheduler-simulation.ts';

const threads = 2;
const minutes = 20;

/** Seeded: mulberry32 (T. Ettinger, public domain). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One session: turns of 2 to 4 s with a pause in every third, answered by three clauses; 40 % of the time is speech. */
function conversation(session: string, random: () => number, firstPartial: JobClass): Arrival[] {
  const jobs: Arrival[] = [];
  const around = (medianMs: number) =>
    medianMs * Math.exp(0.4 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
  const add = (atMs: number, jobClass: JobClass, computeMs: number, deadlineMs?: number) =>
    jobs.push({ atMs, jobClass, session, computeMs, ...(deadlineMs ? { deadlineMs } : {}) });
  const pauseAt = (atMs: number) => {
    add(atMs, 'final', around(100));
    add(atMs, 'end-of-turn', around(45));
    add(atMs + 140, 'speculative', around(90));
  };
  for (let atMs = random() * 7000; atMs < minutes * 60_000; ) {
    const speechMs = 2000 + random() * 2000;
    add(atMs + 200, firstPartial, around(40));
    for (let at = 450; at < speechMs; at += 250) add(atMs + at, 'partial', around(60), atMs + at + 250);
    if (random() < 0.33) pauseAt(atMs + speechMs / 2);
    pauseAt(atMs + speechMs);
    add(atMs + speechMs + 300, 'first-clause', around(90));
    for (let clause = 1; clause <= 3; clause++) add(atMs + speechMs + 300 + clause * 250, 'later-clause', around(140));
    atMs += speechMs / 0.4;
  }
  return jobs;
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;

const leftBy =
  (...patient: readonly JobClass[]): typeof mayBegin =>
  (jobClass, running, count) =>
    !patient.includes(jobClass) || running.filter((other) => patient.includes(other)).length < count - 1;
const rules = {
  nothing: leftBy(),
  'the background (in force)': mayBegin,
  '… and partials': leftBy('partial', 'background'),
  '… and later clauses': leftBy('later-clause', 'partial', 'background'),
  '… and speculation': leftBy('later-clause', 'speculative', 'partial', 'background'),
};

/** Only the first partial of a turn has no deadline. */
const isFirstPartial = ({ jobClass, deadlineMs }: Arrival) =>
  jobClass === 'first-partial' || (jobClass === 'partial' && deadlineMs === undefined);
const columns: readonly ((job: Arrival) => boolean)[] = [
  ({ jobClass }) => urgentClasses.includes(jobClass),
  isFirstPartial,
  ({ jobClass }) => jobClass === 'later-clause',
  ({ jobClass }) => jobClass === 'speculative',
  (job) => job.jobClass === 'partial' && !isFirstPartial(job),
];

/** Recordings to transcribe, one after the other for as long as it goes. */
const recordings = Array.from(
  { length: (minutes * 60_000) / 600 },
  (_, index): Arrival => ({ atMs: index * 600, jobClass: 'background', session: 'recordings', computeMs: 600 }),
);

function printRow(sessions: number, name: string, rule: typeof mayBegin, firstPartial: JobClass): void {
  const random = randomOf(7);
  const talks = Array.from({ length: sessions }, (_, index) => conversation(`${index}`, random, firstPartial)).flat();
  const arrivals = sessions === 4 ? [...talks, ...recordings] : talks;
  const { served, dropped } = simulateScheduler(arrivals, threads, rule);
  const waits = (includes: (job: Arrival) => boolean) => {
    const values = served.filter(includes).map((job) => job.beganMs - job.atMs);
    return [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(0)).join(' / ');
  };
  const partials = arrivals.filter(({ jobClass }) => jobClass === 'partial').length;
  const lost = `${((100 * dropped.length) / partials).toFixed(0)} %`;
  console.log([sessions === 4 ? '4, and recordings' : sessions, name, ...columns.map(waits), lost].join(' | '));
}

for (const sessions of [1, 4, 8]) {
  for (const [name, rule] of Object.entries(rules)) printRow(sessions, name, rule, 'first-partial');
  printRow(sessions, '…, first partials as partials', mayBegin, 'partial');
}
