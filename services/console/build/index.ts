/** Builds the page, and says where a build of the sources as they stand is. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const workspace = resolve(root, '../..');
const output = join(root, 'dist');

/** What a build is made of: a change in any of it makes another build. */
const sources = [
  'services/console/index.html',
  'services/console/package.json',
  'services/console/vite.config.ts',
  'services/console/src',
  'packages/audio/src',
  'packages/client/src',
  'packages/contracts/src',
];

/** Builds of other sources that stay: a service that runs from one goes on. */
const keptBuilds = 2;

/** A folder with `index.html` in it, made of the sources as they are now; builds them when that was not done yet. */
export async function consoleDirectory(): Promise<string> {
  const directory = await buildAddress();
  return existsSync(join(directory, 'index.html')) ? directory : (await buildConsole()).directory;
}

/**
 * Builds the page, silently. Two at a time do not disturb each other: a build becomes visible when it is whole.
 *
 * @throws Error of the bundler, when a source is wrong
 */
export async function buildConsole(): Promise<{ directory: string }> {
  const directory = await buildAddress();
  const unfinished = join(output, `unfinished-${randomUUID()}`);
  await mkdir(output, { recursive: true });
  try {
    // Loading the bundler takes longer than a service that has its page should wait.
    const { build } = await import('vite');
    await build({
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'silent',
      build: { outDir: unfinished },
    });
    await rm(directory, { recursive: true, force: true });
    await rename(unfinished, directory).catch((error: NodeJS.ErrnoException) => {
      // Another process has just finished the same one.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeOldBuilds(directory);
  return { directory };
}

async function buildAddress(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const path of await filesIn(join(workspace, source))) {
      hash
        .update(relative(workspace, path))
        .update('\0')
        .update(await readFile(path))
        .update('\0');
    }
  }
  return join(output, hash.digest('hex').slice(0, 16));
}

async function filesIn(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function removeOldBuilds(current: string): Promise<void> {
  const names = (await readdir(output)).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const others = names.map((name) => join(output, name)).filter((directory) => directory !== current);
  const dated = await Promise.all(
    // What another process has removed meanwhile is older than everything.
    others.map(async (directory) => ({
      directory,
      changedMs: await stat(directory).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  const old = dated.sort((a, b) => b.changedMs - a.changedMs).slice(keptBuilds);
  for (const { directory } of old) await rm(directory, { recursive: true, force: true });
}
