/** The process of the embedded model: told what to load over the fork's channel, it serves it on loopback. */
import { createChatServer } from './http-server.ts';
import { createLlamaGenerator } from './llama-generator.ts';
import { type FromProcess, type StartMessage, toProcessSchema } from './process-protocol.ts';

if (!process.send) throw new Error('server-process.ts is started by the planner, with a channel to it');
const send = (message: FromProcess) => process.send?.(message);

async function start(message: StartMessage): Promise<void> {
  try {
    const log = (level: 'info' | 'warn', text: string) => send({ type: 'log', level, message: text });
    const generator = await createLlamaGenerator({ ...message, log });
    const server = createChatServer({ generator, key: message.key });
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port was given');
      send({ type: 'ready', port: address.port });
    });
  } catch (error) {
    const failed: FromProcess = { type: 'failed', message: error instanceof Error ? error.message : String(error) };
    process.send?.(failed, () => process.exit(1));
  }
}

process.on('message', (raw) => {
  const message = toProcessSchema.parse(raw);
  if (message.type === 'start') void start(message);
  else process.exit(0);
});
// The planner is gone, in whatever way: nobody else may be served.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group; the planner decides when this process ends.
process.on('SIGINT', () => undefined);
