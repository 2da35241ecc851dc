import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface ClientRun {
  readonly command: string;
  readonly arguments: readonly string[];
  /** The client works, and keeps its temporary files, here. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export type ClientOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'not-found' }
  /** `detail` is the end of what it printed. */
  | { readonly state: 'failed'; readonly detail: string };

/** Runs a package manager's own client to its end. @throws the signal's reason when it aborts */
export async function runPackageClient(run: ClientRun): Promise<ClientOutcome> {
  const windows = process.platform === 'win32';
  const child = spawn(run.command, run.arguments, {
    cwd: run.folder,
    env: { ...run.environment, TMPDIR: run.folder, TMP: run.folder, TEMP: run.folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script there, which only the shell can start. No argument comes from outside the manifest.
    shell: windows,
    signal: run.signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (run.signal.aborted) reject(run.signal.reason);
      else if (error.code === 'ENOENT') resolve({ state: 'not-found' });
      else resolve({ state: 'failed', detail: error.message });
    });
    child.once('close', (code, signal) => {
      if (run.signal.aborted) reject(run.signal.reason);
      else if (code === 0) resolve({ state: 'done' });
      else resolve({ state: 'failed', detail: output.trim() || `it ended with ${signal ?? `exit code ${code}`}` });
    });
  });
}

/** Bytes in a folder, at any depth: how a download is coming along when its client does not say. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (status) => (status.isFile() ? status.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
