import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeFrame, opcodes } from '../wire/raw-socket.ts';
import { AttackSocket, type Reading } from './attack-socket.ts';

export interface AttackContext {
  readonly port: number;
  /** Attackers with a key have this one. */
  readonly key?: string;
  /** Where attackers come from, in turn, so that a limit for each address is not all that stops them. */
  readonly addresses?: readonly string[];
  /** Ends the attack. */
  readonly signal: AbortSignal;
  /** Counts what became of the attackers, in words: `close 1009`, `error audio_overrun`, `refused 503` … */
  count(what: string): void;
}

export interface Attack {
  readonly describe: string;
  run(context: AttackContext): Promise<void>;
}

const megabyte = 1 << 20;
const hugeBytes = 20 * megabyte;
const piece = Buffer.alloc(65_536, 0x5a);
const firstFragment = encodeFrame({ opcode: opcodes.binary, fin: false, payload: piece });
const nextFragment = encodeFrame({ opcode: opcodes.continuation, fin: false, payload: piece });

export const attacks: Readonly<Record<string, Attack>> = {
  'huge-frames': {
    describe: 'frames of 20 MB, whole and in fragments, one after the other from 4 clients',
    run: (context) => together(4, context, hugeFrames),
  },
  'slow-readers': {
    describe: '8 clients ask for 100 KB answers as fast as they can and read 10 KB a second',
    run: (context) => together(8, context, (each) => greedyReader(each, 'slow')),
  },
  'never-readers': {
    describe: '8 clients ask for 100 KB answers as fast as they can and read nothing',
    run: (context) => together(8, context, (each) => greedyReader(each, 'never')),
  },
  'unread-pongs': {
    describe: '8 clients send pings as fast as they can and read nothing',
    run: (context) => together(8, context, unreadPongs),
  },
  'fast-audio': {
    describe: '8 clients send audio as fast as they can',
    run: (context) => together(8, context, fastAudio),
  },
  'event-flood': {
    describe: '8 clients send small events, right and wrong, as fast as they can',
    run: (context) => together(8, context, eventFlood),
  },
  'connect-storm': {
    describe:
      '32 clients connect and leave as fast as they can: with a key, with a wrong one, to nowhere; 200 never finish their request',
    run: async (context) => {
      const held = Array.from({ length: 200 }, () => halfOpen(context));
      await together(32, context, connectAndLeave);
      for (const socket of held) socket.destroy();
    },
  },
};

/** So many at once, each beginning again when it was cut off. */
async function together(
  count: number,
  context: AttackContext,
  attack: (context: AttackContext, turn: number) => Promise<void>,
): Promise<void> {
  const attacker = async (index: number) => {
    for (let turn = index; !context.signal.aborted; turn++) {
      await attack(context, turn);
      // The machine is the server's, too: attackers that are refused at once must not starve it of its core.
      await wait(1);
    }
  };
  await Promise.all(Array.from({ length: count }, (_, index) => attacker(index)));
}

const keyOf = ({ key }: AttackContext): Record<string, string> =>
  key === undefined ? {} : { Authorization: `Bearer ${key}` };

let sockets = 0;
function newSocket({ port, addresses = [] }: AttackContext, headers: Record<string, string>, reading?: Reading) {
  const localAddress = addresses[sockets++ % addresses.length];
  return new AttackSocket({
    port,
    headers,
    ...(reading ? { reading } : {}),
    ...(localAddress ? { localAddress } : {}),
  });
}

/** An open session, or undefined when the server refused it. */
async function open(context: AttackContext, reading: Reading = 'eager'): Promise<AttackSocket | undefined> {
  const socket = newSocket(context, keyOf(context), reading);
  if ((await socket.answered) === 101) return socket;
  context.count(await socket.ended);
  // Who is refused comes back, but a refusal is not the attack.
  await wait(20);
  return undefined;
}

/** Goes on until the server ends it or the attack is over, then counts what happened. */
async function pursue(context: AttackContext, socket: AttackSocket, step: () => Promise<void>): Promise<void> {
  const stop = () => socket.destroy();
  context.signal.addEventListener('abort', stop, { once: true });
  while (!socket.over && !context.signal.aborted) {
    await step();
    for (const code of socket.takeErrorCodes()) context.count(`error ${code}`);
    socket.takeEventTypes();
    // Lets what came be read.
    await new Promise((resolve) => setImmediate(resolve));
  }
  context.signal.removeEventListener('abort', stop);
  if (context.signal.aborted) socket.destroy();
  else context.count(await socket.ended);
}

async function hugeFrames(context: AttackContext, turn: number): Promise<void> {
  const socket = await open(context);
  if (!socket) return;
  const whole = turn % 2 === 0;
  if (whole) await socket.sendFrame({ opcode: opcodes.binary, announcedBytes: BigInt(hugeBytes) });
  let sent = 0;
  await pursue(context, socket, async () => {
    if (sent >= hugeBytes) return void (await wait(10));
    await socket.write(whole ? piece : sent === 0 ? firstFragment : nextFragment);
    sent += piece.length;
  });
}

async function greedyReader(context: AttackContext, reading: Reading): Promise<void> {
  const socket = await open(context, reading);
  if (!socket) return;
  const content = [{ type: 'input_text', text: 'x'.repeat(100_000) }];
  await socket.send({
    type: 'conversation.item.create',
    item: { id: 'large', type: 'message', role: 'user', content },
  });
  const ask = encodeFrame({
    opcode: opcodes.text,
    payload: JSON.stringify({ type: 'conversation.item.retrieve', item_id: 'large' }),
  });
  await pursue(context, socket, () => socket.write(ask));
}

async function unreadPongs(context: AttackContext): Promise<void> {
  const socket = await open(context, 'never');
  if (!socket) return;
  const ping = encodeFrame({ opcode: opcodes.ping, payload: 'x'.repeat(125) });
  const many = Buffer.concat(Array.from({ length: 500 }, () => ping));
  await pursue(context, socket, () => socket.write(many));
}

async function fastAudio(context: AttackContext, turn: number): Promise<void> {
  const socket = await open(context);
  if (!socket) return;
  // In pieces of 20 ms or of 2 s: many messages, or large ones.
  const audio = Buffer.alloc(turn % 2 === 0 ? 960 : 96_000, 1).toString('base64');
  const frame = encodeFrame({
    opcode: opcodes.text,
    payload: JSON.stringify({ type: 'input_audio_buffer.append', audio }),
  });
  await pursue(context, socket, () => socket.write(frame));
}

async function eventFlood(context: AttackContext): Promise<void> {
  const socket = await open(context);
  if (!socket) return;
  const events = [
    '{"type":"input_audio_buffer.clear"}',
    '{"type":"no.such.event"}',
    '{"type":"session.update","session":{"instructions":"x"}}',
    'no json',
    '[]',
    '{"type":"response.cancel"}',
  ];
  const frames = Buffer.concat(events.map((payload) => encodeFrame({ opcode: opcodes.text, payload })));
  await pursue(context, socket, () => socket.write(frames));
}

/** Well made, and of nobody. */
const wrongKey = { Authorization: `Bearer csk_0123456789ab_${'x'.repeat(43)}` };

async function connectAndLeave(context: AttackContext, turn: number): Promise<void> {
  const key = keyOf(context);
  const kinds = [key, wrongKey, { ...key, Upgrade: 'h2c' }, { ...key, 'Sec-WebSocket-Version': '99' }];
  const socket = newSocket(context, kinds[turn % kinds.length] ?? key);
  const status = await socket.answered;
  context.count(status === 101 ? 'accepted' : await socket.ended);
  socket.destroy();
}

/** Sends half of a request and waits. */
function halfOpen({ port, count }: AttackContext): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.once('end', () => count('half a request: cut off'));
  socket.write('GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\n');
  return socket;
}
