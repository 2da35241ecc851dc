import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { CascadeError, type ErrorCode } from '@cascade/contracts';
import type { WorkerAnswer, WorkerTask } from './worker.ts';

/** A worker process, one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  #exited = false;

  constructor(bench: URL) {
    this.#child = fork(new URL('./worker.ts', import.meta.url), [bench.href], { serialization: 'advanced' });
    this.#child.once('exit', () => (this.#exited = true));
  }

  /** @throws CascadeError what the bench failed with, `worker_lost` when the process ended, `cancelled` */
  async run(task: WorkerTask, signal: AbortSignal): Promise<readonly unknown[]> {
    const answered = await this.#ask(task, signal);
    if ('outcomes' in answered) return answered.outcomes;
    const { code, message } = answered.failure;
    throw new CascadeError(code as ErrorCode, message);
  }

  #ask(task: WorkerTask, signal: AbortSignal): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const onExit = () =>
        finish(() => reject(new CascadeError('worker_lost', 'A worker process of the evaluation ended.')));
      const onAbort = () => finish(() => reject(stopped()));
      const onMessage = (message: WorkerAnswer) => finish(() => resolve(message));
      const finish = (settle: () => void) => {
        child.off('exit', onExit).off('message', onMessage);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      if (signal.aborted) return onAbort();
      if (this.#exited) return onExit();
      signal.addEventListener('abort', onAbort, { once: true });
      child.once('exit', onExit).once('message', onMessage);
      child.send(task);
    });
  }

  /** Lets it close its models; one that does not end in time is ended. */
  async close(): Promise<void> {
    if (this.#exited) return;
    const exit = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await exit;
    clearTimeout(late);
  }
}

export const stopped = (): CascadeError =>
  new CascadeError('cancelled', 'Stopped: the same command goes on from here.');
