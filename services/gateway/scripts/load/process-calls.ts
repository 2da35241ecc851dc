import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a process of a measurement can be asked to do. Arguments and results travel as structured clones. */
// biome-ignore lint/suspicious/noExplicitAny: any method with one argument or none
export type Methods = Readonly<Record<string, (argument: any) => unknown>>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

type Answer = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: string };

export interface MeasuredProcess<T extends Methods> {
  readonly pid: number;
  /** @throws Error with what the process threw, or when it ended before it answered */
  call<K extends keyof T & string>(method: K, ...argument: Parameters<T[K]>): Promise<Awaited<ReturnType<T[K]>>>;
  stop(): Promise<void>;
}

/** Starts a module of this folder tree as a process of its own, with Node's arguments `execArgv`. */
export function startProcess<T extends Methods>(module: URL, execArgv: readonly string[] = []): MeasuredProcess<T> {
  const child = fork(fileURLToPath(module), [], {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stopWithParent = () => child.kill('SIGKILL');
  process.once('exit', stopWithParent);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on('message', (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) call?.reject(new Error(answer.error));
    else call?.resolve(answer.result);
  });
  exited.then(() => {
    process.removeListener('exit', stopWithParent);
    for (const { reject } of waiting.values()) reject(new Error(`${module.pathname} ended before it answered`));
  });
  let calls = 0;
  return {
    pid: child.pid ?? 0,
    call: (method, ...[argument]) => send(child, waiting, { id: calls++, method, argument }) as never,
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function send(
  child: ChildProcess,
  waiting: Map<number, { resolve(value: unknown): void; reject(error: Error): void }>,
  call: Call,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    waiting.set(call.id, { resolve, reject });
    child.send(call, (error) => error && reject(error));
  });
}

/** Answers the calls of the process that started this one, and ends with it. */
export function answerCalls(methods: Methods): void {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, method, argument }: Call) => {
    const answer = async (): Promise<Answer> => {
      try {
        return { id, result: await methods[method]?.(argument) };
      } catch (error) {
        return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
    };
    process.send?.(await answer());
  });
}
