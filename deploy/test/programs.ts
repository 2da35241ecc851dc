import { spawnSync } from 'node:child_process';

/**
 * Whether tests that need a program of the system run: always in CI, where a missing program is a failure, and elsewhere
 * only if it is there.
 */
export function canRun(program: string, install: string): boolean {
  if (process.env.CI || spawnSync(program, ['--version']).error === undefined) return true;
  console.warn(`${program} is not installed: its tests are skipped. ${install}`);
  return false;
}

export const hasPromtool = canRun('promtool', 'On Debian: apt-get install prometheus.');
export const hasPrometheus = canRun('prometheus', 'On Debian: apt-get install prometheus.');

/** What a program printed, standard output and error together. @throws Error with it when the program fails */
export function run(program: string, ...parameters: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { encoding: 'utf8' });
  if (error) throw error;
  const printed = `${stdout}${stderr}`;
  if (status !== 0) throw new Error(`${program} ${parameters[0]} ended with ${status}:\n${printed}`);
  return printed;
}
