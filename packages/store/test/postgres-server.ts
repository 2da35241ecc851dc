import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer {
  readonly address: string;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** Where Debian keeps the newest PostgreSQL's programs; undefined when there is none. */
function programs(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin')
    .toSorted()
    .findLast((folder) => existsSync(join(folder, 'initdb')));
}

/** A user that PostgreSQL agrees to run as: it refuses root. */
function identity(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const number = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: number('-u'), gid: number('-g') };
}

/** A PostgreSQL of this machine, with nothing in it, on a Unix socket. Undefined when none is installed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const bin = programs();
  if (!bin) return undefined;
  const who = identity();
  const folder = mkdtempSync(join(tmpdir(), 'cascade-pg-'));
  if (who) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'cascade', '--no-sync'], {
    ...who,
    cwd: folder,
    stdio: 'ignore',
  });
  let child: ChildProcess | undefined;

  const start = () =>
    new Promise<void>((resolve, reject) => {
      const options = ['-D', data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${folder}`];
      const started = spawn(join(bin, 'postgres'), options, {
        ...who,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child = started;
      let log = '';
      started.stderr?.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('ready to accept connections')) resolve();
      });
      started.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
    });
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });

  await start();
  return {
    address: `postgresql://cascade@localhost/postgres?host=${encodeURIComponent(folder)}`,
    start,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
