import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { shortReply, stories } from './stories.ts';

/** About what a small model on one core does. */
const msAWord = 15;

/** To be given to a session as its instructions: the model then tells that story, and short answers after it. */
export const instructionsFor = (story: number): string => `Tell story ${story}.`;

export interface ScriptedModel {
  /** What `CASCADE_LLM_URL` takes. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * An OpenAI-compatible language model on loopback whose replies are known word by word.
 *
 * @param port 0 for any free one
 */
export async function startScriptedModel(port = 0): Promise<ScriptedModel> {
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { messages } = JSON.parse(Buffer.concat(chunks).toString()) as {
    messages: { role: string; content?: string }[];
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: object, finish_reason: string | null) => {
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
    response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  };
  for (const word of replyTo(messages).match(/\S+\s*/g) ?? []) {
    if (response.closed) return;
    send({ content: word }, null);
    await wait(msAWord);
  }
  send({}, 'stop');
  response.end('data: [DONE]\n\n');
}

function replyTo(messages: readonly { role: string; content?: string }[]): string {
  const story = /Tell story (\d+)\./.exec(messages.find(({ role }) => role === 'system')?.content ?? '');
  const answered = messages.some(({ role }) => role === 'assistant');
  return (!answered && stories[Number(story?.[1] ?? Number.NaN)]) || shortReply;
}
