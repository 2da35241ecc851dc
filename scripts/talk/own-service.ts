import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import { createProgressPrinter, pullModels } from '@cascade/models';

const entry = new URL('../../services/assistant/src/main.ts', import.meta.url);
const keptLogLines = 20;
const stopTimeoutMs = 5000;

export interface OwnService {
  /** Of the realtime endpoint. */
  readonly url: string;
  /** Of its process, for those who watch what it takes of the machine. */
  readonly pid?: number;
  /** Ends the service; resolves when its process is gone. */
  stop(): Promise<void>;
}

export interface OwnServiceOptions {
  /** The service's main module. */
  readonly entry?: URL;
  /** Settings for this service, before those of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Starts a service on a free port of this machine and waits until it is ready: its standard output then gives one line
 * of JSON with `ready: true` and the `url`.
 *
 * @throws CascadeError with the last lines of its log when it ends before that, or when the signal aborts
 */
export async function startOwnService(options: OwnServiceOptions = {}): Promise<OwnService> {
  if (!options.entry) {
    // On a fresh clone the models are not there yet; standard output belongs to the records.
    await pullModels({ onProgress: createProgressPrinter(process.stderr), signal: options.signal });
  }
  const argv = [fileURLToPath(options.entry ?? entry), '--port', '0', '--json-ready'];
  // For this command alone, whatever the environment says of the service that others use.
  const quiet = { CASCADE_CONSOLE: 'false', CASCADE_STORE: 'off', DATABASE_URL: '' };
  const own = { CASCADE_HOST: '127.0.0.1', CASCADE_API_KEYS_FILE: '', ...quiet };
  const env = { ...process.env, ...own, ...options.environment };
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  // Whatever ends this process must not leave the service behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  exited.then(() => process.removeListener('exit', kill));

  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line);
    if (log.length > keptLogLines) log.shift();
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };

  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = readyUrl(line);
      if (url !== undefined) resolve(url);
    });
  });
  const failed = exited.then((how) => {
    throw new CascadeError(
      'connection_failed',
      ['The service could not be started', ` (${how}).`, ...log.map(ownLine)].join(''),
    );
  });
  const stopped = new Promise<never>((_, reject) => {
    const abort = () => reject(new CascadeError('cancelled', 'Stopped while the service was starting.'));
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return { url: await Promise.race([ready, failed, stopped]), pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const ownLine = (line: string): string => `\n  ${line}`;

function readyUrl(line: string): string | undefined {
  try {
    const value = JSON.parse(line);
    return value?.ready === true && typeof value.url === 'string' ? value.url : undefined;
  } catch {
    return undefined;
  }
}
