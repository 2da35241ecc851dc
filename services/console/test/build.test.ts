import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { consoleDirectory } from '../build/index.ts';

let directory: string;
let files: string[];

beforeAll(async () => {
  directory = await consoleDirectory();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}, 60_000);

const bytesOf = async (paths: readonly string[]) => {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

test('the page is found again without another build', async () => {
  expect(await consoleDirectory()).toBe(directory);
});

test('nothing is inline: the page loads under script-src and style-src of its own origin alone', async () => {
  const html = await readFile(join(directory, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/);
  expect(html).not.toMatch(/https?:|data:/);
  for (const path of files.filter((name) => name.endsWith('.js'))) {
    expect(await readFile(path, 'utf8'), path).not.toMatch(/\beval\(|new Function\(|data:text\/javascript/);
  }
});

test('the audio threads get files of their own', async () => {
  for (const name of ['capture', 'playback']) {
    const worklet = files.find((path) => new RegExp(`${name}\\.worklet-[\\w-]+\\.js$`).test(path));
    expect(await readFile(worklet!, 'utf8')).toContain('registerProcessor');
  }
});

test('talking takes less than 150 KB of script; plots and the walkthrough come when they are opened', async () => {
  const html = await readFile(join(directory, 'index.html'), 'utf8');
  const scripts = files.filter((path) => path.endsWith('.js'));
  const toTalk = scripts.filter((path) => html.includes(basename(path)) || path.includes('.worklet-'));
  expect(toTalk).toHaveLength(3);
  expect(await bytesOf(toTalk)).toBeLessThan(150_000);
  const later = scripts.filter((path) => !toTalk.includes(path)).map((path) => basename(path));
  expect(later.some((name) => name.startsWith('walkthrough-page-'))).toBe(true);
  expect(later.some((name) => name.startsWith('plot-canvas-'))).toBe(true);
});
