import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelsConfig, resolveModel } from '@cascade/models';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Assistant } from '../src/index.ts';
import { startForTest, Talker, talk } from './service.ts';

let assistant: Assistant;
beforeAll(async () => {
  assistant = await startForTest();
}, 60_000);
afterAll(() => assistant?.close());

/** A client without any manners: sends what it is told and reports the error events that come back. */
async function rude(messages: readonly (string | Buffer)[]) {
  const socket = new WebSocket(assistant.realtimeUrl);
  const codes: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const event = JSON.parse(String(data));
      if (event.type === 'session.created') for (const message of messages) socket.send(message);
      if (event.type === 'error') codes.push(event.error.code);
      if (codes.length === messages.length) resolve();
    });
  });
  socket.close();
  return codes;
}

test('what a client gets wrong is named, and nobody else notices', { timeout: 40_000 }, async () => {
  const [codes, { record }] = await Promise.all([
    rude([
      'this is not JSON',
      '{"type":"session.dance"}',
      '{"type":"input_audio_buffer.append","audio":42}',
      '{"type":"input_audio_buffer.append","audio":"AAAA"}',
      '{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/mp3"}}}}}',
      '{"type":"input_audio_buffer.commit"}',
      '[]',
      'null',
    ]),
    talk(assistant, await assistant.speak('What is three times three?')),
  ]);
  expect(codes.slice(0, 4)).toEqual(['invalid_json', 'unknown_event', 'invalid_event', 'invalid_audio']);
  expect(codes).toHaveLength(8);
  expect(record.error).toBeUndefined();
  expect(record.reply_text).toMatch(/nine/);
});

test('silence starts no turn', { timeout: 30_000 }, async () => {
  const talker = await Talker.connect(assistant);
  const halfMinute = Buffer.alloc(32_000).toString('base64');
  for (let second = 0; second < 25; second++)
    talker.client.send({ type: 'input_audio_buffer.append', audio: halfMinute });
  talker.say(await assistant.speak('What is six times six?'));
  const record = await talker.nextRecord();
  await talker.close();
  expect(record.final_transcript).toMatch(/six|6/i);
  expect(talker.events.filter(({ type }) => type === 'input_audio_buffer.speech_started')).toHaveLength(1);
});

test('clients that vanish in the middle of a word leave nothing behind', { timeout: 120_000 }, async () => {
  const speech = await assistant.speak('I was about to say something rather important.');
  const vanish = async () => {
    const talker = await Talker.connect(assistant);
    talker.say(speech);
    await new Promise((resolve) => setImmediate(resolve));
    await talker.close();
  };
  const threads = () => readdirSync('/proc/self/task').length;
  const round = () => Promise.all(Array.from({ length: 10 }, vanish));
  for (let warmUp = 0; warmUp < 10; warmUp++) await round();
  globalThis.gc?.();
  const before = { threads: threads(), heap: process.memoryUsage().heapUsed };
  for (let again = 0; again < 90; again++) await round();
  globalThis.gc?.();
  expect(assistant.sessionCount()).toBe(0);
  expect(threads()).toBeLessThanOrEqual(before.threads);
  expect(process.memoryUsage().heapUsed - before.heap).toBeLessThan(40 << 20);
});

describe('a model file that is cut short', () => {
  test('is refused with both hashes and the cure', { timeout: 60_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cascade-models-'));
    try {
      await cp(readModelsConfig().directory, directory, { recursive: true });
      const { file } = await resolveModel('smart-turn-v3.2', { directory });
      await truncate(file('smart-turn-v3.2-cpu.onnx'), 1000);
      const { spawnSync } = await import('node:child_process');
      const { status, stderr } = spawnSync(process.execPath, ['services/assistant/src/main.ts', '--port', '0'], {
        env: { ...process.env, CASCADE_MODELS_DIR: directory },
        encoding: 'utf8',
      });
      expect(status).toBe(2);
      expect(stderr).toMatch(/model_corrupt: .*smart-turn-v3\.2-cpu\.onnx/);
      expect(stderr.match(/[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(2);
      expect(stderr).toContain('pnpm models pull');
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

/** Ids of the processes that this one started. */
const children = () =>
  readdirSync('/proc/self/task')
    .flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '))
    .filter(Boolean)
    .map(Number);

test('a language model that dies while it answers is apologized for, and answers again', {
  timeout: 60_000,
}, async () => {
  const talker = await Talker.connect(assistant);
  const ask = (text: string) => {
    talker.client.send({
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
    });
    const record = talker.nextRecord();
    talker.client.send({ type: 'response.create' });
    return record;
  };
  try {
    const asked = ask('Tell me a very long story about a ship.');
    await talker.next('response.created', undefined, 0);
    for (const pid of children()) process.kill(pid, 'SIGKILL');
    const broken = await asked;
    expect(broken.reply_text).toMatch(/sorry/i);
    expect(broken.response?.error_code).toBe('planner_unavailable');
    expect(broken.heard_text).toBe(broken.reply_text);
    expect((await ask('What is two plus three?')).reply_text).toMatch(/five/);
    let again = await ask('What do you think of the sea?');
    for (let attempt = 0; attempt < 5 && again.response?.source !== 'language-model'; attempt++) {
      again = await ask('What do you think of the sea?');
    }
    expect(again.response?.source).toBe('language-model');
  } finally {
    await talker.close();
  }
});
