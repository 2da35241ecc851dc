/**
 * `pnpm test`: sets everything up and runs every check a contributor or CI runs. With CI=true a skipped test fails.
 * Words after `pnpm test` go to vitest, which then runs alone: `pnpm test reducer`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const filters = process.argv.slice(2);
const checks: [name: string, command: string[]][] = [
  ['format and lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['types', ['tsc', '--noEmit']],
  ['types of the console', ['tsc', '--noEmit', '-p', 'services/console']],
  [
    'dependency rules',
    ['depcruise', '--config', '.dependency-cruiser.cjs', 'packages', 'services', 'scripts', 'evals', 'deploy'],
  ],
];
const failed: string[] = [];

if (!run('models', ['node', 'packages/models/src/main.ts', 'pull'])) finish(['models']);
if (filters.length === 0) {
  for (const [name, command] of checks) if (!run(name, command)) failed.push(name);
}

const reports = mkdtempSync(join(tmpdir(), 'cascade-test-'));
const report = join(reports, 'vitest.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
if (!run('tests', ['vitest', 'run', ...reporters, ...filters])) failed.push('tests');
const counts = readCounts(report);
rmSync(reports, { recursive: true });
if (process.env.CI && counts.skipped > 0) failed.push(`${counts.skipped} skipped tests, which CI does not allow`);
console.log(`\nTests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
finish(failed);

function run(name: string, [command = '', ...parameters]: string[]): boolean {
  console.log(`\n── ${name}`);
  const startMs = performance.now();
  const { status, error } = spawnSync(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${command}: ${error.message}`);
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : 'failed'} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

function readCounts(file: string) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function finish(failures: readonly string[]): never {
  console.log(failures.length === 0 ? 'All checks passed.' : `Failed: ${failures.join(', ')}`);
  process.exit(failures.length === 0 ? 0 : 1);
}
