/**
 * Kinds of inference work, most urgent first. A job of a more urgent class always goes before one of a less urgent
 * class; between jobs of one class see `JobQueue`.
 */
export const jobClasses = [
  'vad',
  'end-of-turn',
  'final',
  'first-clause',
  'first-partial',
  'later-clause',
  'speculative',
  'partial',
  'background',
] as const;
export type JobClass = (typeof jobClasses)[number];

/** What somebody waits for in silence: their waits are felt, and the load of the machine is judged by them. */
export const urgentClasses: readonly JobClass[] = ['vad', 'end-of-turn', 'final', 'first-clause'];

/**
 * Whether a job of `jobClass` may begin on a free thread of `threads`, beside jobs of the classes `running`. Work in the
 * background leaves one thread to the others, where there is more than one: what runs is never interrupted, and its jobs
 * are long.
 */
export function mayBegin(jobClass: JobClass, running: readonly JobClass[], threads: number): boolean {
  if (jobClass !== 'background') return true;
  return running.filter((other) => other === 'background').length < Math.max(1, threads - 1);
}

export const urgencyOf = (jobClass: JobClass): number => jobClasses.indexOf(jobClass);

/** A value for each class. */
export const forEachClass = <T>(value: (jobClass: JobClass) => T): Record<JobClass, T> =>
  Object.fromEntries(jobClasses.map((jobClass) => [jobClass, value(jobClass)])) as Record<JobClass, T>;
