import { expect, test } from 'vitest';
import { contextFiles, isKept, readRules } from '../docker-context.ts';
import { repositoryFolder } from './rule-files.ts';

test('the last rule that matches a path or a folder above it decides', () => {
  const rules = readRules('# all but\n*\n!kept\n!one/file.json\n**/test\n**/*.test.ts\n');
  expect(isKept('kept/a/b.ts', rules)).toBe(true);
  expect(isKept('one/file.json', rules)).toBe(true);
  expect(isKept('one/other.json', rules)).toBe(false);
  expect(isKept('kept/a/b.test.ts', rules)).toBe(false);
  expect(isKept('kept/test/b.ts', rules)).toBe(false);
  expect(isKept('kept/testing/b.ts', rules)).toBe(true);
  expect(isKept('top.md', rules)).toBe(false);
});

test('the image gets what the service runs from, and neither tests, secrets, results nor what was installed here', () => {
  const files = contextFiles(repositoryFolder);
  for (const needed of [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'tsconfig.json',
    '.npmrc',
    '.pnpmfile.cjs',
    'deploy/entrypoint.sh',
    'services/assistant/src/main.ts',
    'services/console/index.html',
    'packages/models/src/main.ts',
    'evals/package.json',
  ]) {
    expect(files).toContain(needed);
  }
  const unwanted =
    /\.test\.tsx?$|(^|\/)(node_modules|dist|test|fixtures|secrets|\.env[^/]*|\.git)(\/|$)|^(docs|scripts)\//;
  expect(files.filter((file) => unwanted.test(file))).toEqual([]);
});
