import { readFileSync } from 'node:fs';
import { modelEntries } from '@cascade/models';
import { expect, test } from 'vitest';
import { configTable } from './config-table.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The formatter pads tables. */
const unpadded = (text: string) => text.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

test('the configuration table is that of the code (`node scripts/config-table.ts` prints it)', () => {
  expect(unpadded(readme)).toContain(unpadded(configTable()));
});

test('every model of the manifest is named with its licence', () => {
  for (const { id, licence } of modelEntries) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${id}\``));
    expect(row, id).toBeDefined();
    expect(row, id).toContain(licence);
  }
});

test('the two commands stand in it', () => {
  expect(readme).toContain('npx --yes pnpm@10 start');
  expect(readme).toContain('npx --yes pnpm@10 test');
});

test('the example client stands in it as it is', () => {
  const example = readFileSync(new URL('example-client.js', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`js\n${example.trimEnd()}\n\`\`\``);
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(36);
});
