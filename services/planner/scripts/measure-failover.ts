/**
 * Kills the process of the primary model in the midst of its answers and measures how soon the next one speaks:
 * `node services/planner/scripts/measure-failover.ts [kills]`. Both are the embedded model, each in a process of its own, so that the
 * second has as much to do as the first had.
 */
import { connect, createServer, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { PlannerInput } from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import { sessionSettings, testContext } from '@cascade/testing';
import { createPlannerStage, type EmbeddedServer, readPlannerConfig, startEmbeddedServer } from '../src/index.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const kills = Number(positionals[0] ?? 20);
const questions = [
  'Tell me something about how rivers are made',
  'Describe the sea to somebody who has never seen it',
  'Tell me a story about a baker and his cat',
  'Talk a little about life in a small village',
];

const primary = await startEmbeddedServer({ threads: 1, sequences: 2, contextTokens: 1_024 });
const door = await openDoor(primary);
const config = readPlannerConfig({
  CASCADE_LLM_URL: `http://127.0.0.1:${door.port}/v1`,
  CASCADE_LLM_KEY: primary.address?.key ?? '',
  CASCADE_LLM_MODEL: primary.modelId,
  // Every kill is to be met in mid-answer, not by a breaker that is open.
  CASCADE_LLM_BREAK_AFTER: '100',
  CASCADE_DEMO_BUSINESS: 'false',
}).values;
const stage = await createPlannerStage({ config });
const { context } = testContext();
const input = new EventQueue<PlannerInput>({ capacity: 100, whenFull: 'drop-oldest' });
input.push({ type: 'session-settings', settings: sessionSettings() });
const events = stage.run(input, { ...context, clock: systemClock })[Symbol.asyncIterator]();
const waits: number[] = [];
for (let number = 0; waits.length < kills && number < 3 * kills; number++) {
  const waited = await killInAnswer(number);
  if (waited !== undefined) waits.push(waited);
  await primaryIsBack();
}
waits.sort((left, right) => left - right);
const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))]?.toFixed(0);
const { llmFirstTokenMs } = config;
console.log(
  `${waits.length} kills in mid-answer: the next model spoke after ${at(0.5)} ms (median), ${at(0.95)} ms (p95), ${at(1)} ms (longest); ` +
    `one time-out for a first token is ${llmFirstTokenMs} ms`,
);
input.end();
await stage.close();
await primary.close();
door.close();

/** @returns milliseconds from the kill to the first words of the next model's own answer; undefined when the answer was over before */
async function killInAnswer(number: number): Promise<number | undefined> {
  const responseId = `resp_${number}`;
  const text = questions[number % questions.length] ?? '';
  const item = { id: `item_${number}`, kind: 'message', role: 'user', text } as const;
  const { signal } = new AbortController();
  input.push({ type: 'plan-request', responseId, turnId: `turn_${number}`, items: [item], signal });
  let killedMs: number | undefined;
  let startedOver = false;
  let waited: number | undefined;
  for (;;) {
    const { value: event, done } = await events.next();
    if (done || event.type === 'plan-done') return waited;
    if (event.type !== 'plan-text') continue;
    if (killedMs === undefined) {
      killedMs = performance.now();
      process.kill(primary.pid ?? 0, 'SIGKILL');
    } else if (event.delta.includes('start over')) startedOver = true;
    else if (startedOver) waited ??= performance.now() - killedMs;
  }
}

async function primaryIsBack(): Promise<void> {
  const before = performance.now();
  while (primary.address === undefined && performance.now() - before < 20_000) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** An address that stays while the process behind it is started again elsewhere. */
async function openDoor(server: EmbeddedServer): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    const { port } = new URL(server.address?.baseUrl ?? 'http://127.0.0.1:9');
    const behind = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close() {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
