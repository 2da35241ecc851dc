import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The service as somebody runs it: a process of its own, with all models, on a free port. */
export interface AssistantProcess {
  readonly port: number;
  /** Its own voice saying something: mono, 24 kHz, PCM16. */
  speak(text: string): Promise<Uint8Array>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../assistant/src/main.ts', import.meta.url));

/** @throws Error with what it wrote, when it ends before it is ready */
export async function startAssistantProcess(): Promise<AssistantProcess> {
  const child = spawn(process.execPath, [main, '--port', '0', '--json-ready'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CASCADE_LOG_LEVEL: 'error' },
  });
  const { http } = await readyLine(child);
  return {
    port: Number(new URL(http).port),
    async speak(text) {
      const response = await fetch(new URL('/v1/audio/speech', http), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'tts-1', voice: 'default', input: text, response_format: 'pcm' }),
      });
      if (!response.ok) throw new Error(`no speech: ${response.status} ${await response.text()}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<{ http: string }> {
  let written = '';
  child.stderr?.on('data', (data) => {
    written += data;
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const said = line.startsWith('{') ? (JSON.parse(line) as { ready?: boolean; http?: string }) : {};
    if (said.ready && said.http) {
      // What it writes from now on is nobody's concern, but must not fill the pipe.
      child.stdout?.resume();
      return { http: said.http };
    }
    written += `${line}\n`;
  }
  throw new Error(`the service ended before it was ready:\n${written}`);
}
