import { systemClock } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closePayload,
  encodeFrame,
  type FrameSpec,
  opcodes,
  openRaw,
  type RawSocket,
} from '../scripts/wire/raw-socket.ts';
import { loadGatewayConfig } from '../src/config.ts';
import { createGateway, type Gateway } from '../src/gateway.ts';

const maxMessageBytes = 200_000;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
let gateway: Gateway;
let port: number;

beforeAll(async () => {
  gateway = createGateway({
    config: loadGatewayConfig({ CASCADE_PORT: '0', CASCADE_MAX_MESSAGE_BYTES: `${maxMessageBytes}` }).values,
    clock: systemClock,
    logger: quiet,
    isReady: () => ({ ready: true, detail: {} }),
    metricsText: async () => '',
    traceId: () => undefined,
    onConnection: () => undefined,
  });
  ({ port } = await gateway.listen());
});
afterAll(() => gateway.close());

const { text, binary, continuation, close, ping, pong } = opcodes;
const clear = '{"type":"input_audio_buffer.clear"}';
const part = (from: number, to?: number) => Buffer.from(clear).subarray(from, to);
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** What must come of the frames, besides the `session.created` that begins every session. */
interface Outcome {
  /** Each is the type of an event, or the payload of a pong. */
  readonly answers: readonly (string | { readonly pong: string })[];
  /** The code of the close frame that comes then; without one, the session is alive. */
  readonly closes?: number | 'without code';
}
type Case = readonly [name: string, frames: readonly (FrameSpec | Buffer)[], outcome: Outcome];

const cleared = 'input_audio_buffer.cleared';
const is = (...answers: (string | { pong: string })[]): Outcome => ({ answers });
const closes = (code: number | 'without code'): Outcome => ({ answers: [], closes: code });
const padded = (length: number): FrameSpec => ({ opcode: text, payload: clear.padEnd(length) });

const framing: Case[] = [
  ...[125, 126, 127, 128, 65_535, 65_536, maxMessageBytes].map(
    (length): Case => [`a text of ${length} bytes`, [padded(length)], is(cleared)],
  ),
  ['an empty text', [{ opcode: text }], is('error')],
  ['an empty binary message', [{ opcode: binary }], is('error')],
  ['a binary message of bytes that are no text', [{ opcode: binary, payload: bytes('ff fe c0 80') }], is('error')],
  ['a mask of zeros', [{ opcode: text, payload: clear, maskKey: Buffer.alloc(4) }], is(cleared)],
  ['a mask of ones', [{ opcode: text, payload: clear, maskKey: Buffer.alloc(4, 255) }], is(cleared)],
  [
    'a frame byte by byte',
    [...encodeFrame({ opcode: text, payload: clear })].map((byte) => Buffer.of(byte)),
    is(cleared),
  ],
  [
    'several frames in one write',
    [Buffer.concat([padded(40), padded(50), padded(60)].map(encodeFrame))],
    is(cleared, cleared, cleared),
  ],
  ['a text one byte above the limit', [padded(maxMessageBytes + 1)], closes(1009)],
  ['a header that announces 20 MB, without them', [{ opcode: binary, announcedBytes: 20_000_000n }], closes(1009)],
  ['a header that announces 2^63 bytes', [{ opcode: binary, announcedBytes: 2n ** 63n }], closes(1009)],
  ['a header that announces 2^64 − 1 bytes', [{ opcode: text, announcedBytes: 2n ** 64n - 1n }], closes(1009)],
];

const masking: Case[] = [text, binary, ping, pong, close].map(
  (opcode): Case => [
    `opcode ${opcode} without a mask`,
    [{ opcode, masked: false, payload: opcode === close ? closePayload(1000) : clear }],
    closes(1002),
  ],
);

const reserved: Case[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (rsv): Case => [`reserved bits ${rsv} on a text`, [{ opcode: text, payload: clear, rsv }], closes(1002)],
  ),
  ...[binary, ping, pong, close].map(
    (opcode): Case => [`RSV1 on opcode ${opcode}`, [{ opcode, rsv: 4 }], closes(1002)],
  ),
  [
    'RSV1 on a continuation',
    [
      { opcode: text, fin: false, payload: part(0, 5) },
      { opcode: continuation, rsv: 4, payload: part(5) },
    ],
    closes(1002),
  ],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): Case => [`opcode ${opcode}`, [{ opcode }], closes(1002)]),
];

const control: Case[] = [
  ...['', 'a', 'x'.repeat(125)].map(
    (payload): Case => [`a ping of ${payload.length} bytes`, [{ opcode: ping, payload }], is({ pong: payload })],
  ),
  ['a ping of 126 bytes', [{ opcode: ping, payload: 'x'.repeat(126) }], closes(1002)],
  ['a pong of 126 bytes', [{ opcode: pong, payload: 'x'.repeat(126) }], closes(1002)],
  [
    'a ping in two fragments',
    [
      { opcode: ping, fin: false, payload: 'a' },
      { opcode: continuation, payload: 'b' },
    ],
    closes(1002),
  ],
  ['a pong nobody asked for', [{ opcode: pong, payload: 'here' }], is()],
  [
    'ten pings',
    Array.from({ length: 10 }, (_, index) => ({ opcode: ping, payload: `${index}` })),
    is(...Array.from({ length: 10 }, (_, index) => ({ pong: `${index}` }))),
  ],
];

const fragments = (...parts: readonly (Uint8Array | string)[]): FrameSpec[] =>
  parts.map((payload, index) => ({
    opcode: index === 0 ? text : continuation,
    fin: index === parts.length - 1,
    payload,
  }));
const fragmentation: Case[] = [
  ['a text in two fragments', fragments(part(0, 9), part(9)), is(cleared)],
  [
    'a text in fragments of one byte',
    fragments(...[...Buffer.from(clear)].map((byte) => Buffer.of(byte))),
    is(cleared),
  ],
  ['a text among empty fragments', fragments('', part(0, 7), '', '', part(7), ''), is(cleared)],
  [
    'a ping between two fragments',
    [
      ...fragments(part(0, 9), part(9)).flatMap((frame, index) =>
        index ? [{ opcode: ping, payload: 'p' }, frame] : [frame],
      ),
    ],
    is({ pong: 'p' }, cleared),
  ],
  ['a continuation of nothing', [{ opcode: continuation, payload: clear }], closes(1002)],
  ['an unfinished continuation of nothing', [{ opcode: continuation, fin: false, payload: clear }], closes(1002)],
  [
    'a continuation after the end',
    [...fragments(part(0, 9), part(9)), { opcode: continuation, payload: 'x' }],
    { answers: [cleared], closes: 1002 },
  ],
  ['a text within a text', [fragments(part(0, 9), '')[0]!, { opcode: text, payload: clear }], closes(1002)],
  ['a binary within a text', [fragments(part(0, 9), '')[0]!, { opcode: binary, payload: 'x' }], closes(1002)],
  ['256 fragments', fragments(clear, ...Array.from({ length: 255 }, () => ' ')), is(cleared)],
  ['257 fragments', fragments(clear, ...Array.from({ length: 256 }, () => ' ')), closes(1008)],
  ['fragments above the limit together', fragments('x'.repeat(150_000), 'x'.repeat(60_000)), closes(1009)],
];

const readable = 'κόσμε 𝄞 日本 \u{10ffff} \ufeff';
const invalidText: readonly (readonly [string, string])[] = [
  ['a continuation byte alone', '80'],
  ['many continuation bytes', '80 bf 80 bf'],
  ['an overlong slash in two bytes', 'c0 af'],
  ['an overlong slash in three bytes', 'e0 80 af'],
  ['an overlong slash in four bytes', 'f0 80 80 af'],
  ['the largest overlong of two bytes', 'c1 bf'],
  ['half of a surrogate pair', 'ed a0 80'],
  ['a whole surrogate pair', 'ed a0 80 ed b0 80'],
  ['beyond the last character', 'f4 90 80 80'],
  ['five bytes for one character', 'f8 88 80 80 80'],
  ['fe', 'fe'],
  ['ff', 'ff'],
  ['a character cut off', '22 e2 82'],
  ['a character cut off in the middle', 'e2 82 22'],
];
const wide = Buffer.from(JSON.stringify({ type: 'input_audio_buffer.clear', event_id: readable }));
const utf8: Case[] = [
  ['text of many languages', [{ opcode: text, payload: wide }], is(cleared)],
  ['characters split among fragments', fragments(...[...wide].map((byte) => Buffer.of(byte))), is(cleared)],
  ...invalidText.map(([name, hex]): Case => [name, [{ opcode: text, payload: bytes(hex) }], closes(1007)]),
  ['bytes that are wrong together, in two fragments', fragments(bytes('ed'), bytes('a0 80')), closes(1007)],
];

const rightCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
const wrongCodes = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
const closing: Case[] = [
  ['a close without a code', [{ opcode: close }], closes('without code')],
  ...rightCodes.map(
    (code): Case => [`a close with ${code}`, [{ opcode: close, payload: closePayload(code) }], closes(code)],
  ),
  ...wrongCodes.map(
    (code): Case => [`a close with ${code}`, [{ opcode: close, payload: closePayload(code) }], closes(1002)],
  ),
  ['a close with half a code', [{ opcode: close, payload: 'x' }], closes(1002)],
  ['a reason of 123 bytes', [{ opcode: close, payload: closePayload(1000, 'x'.repeat(123)) }], closes(1000)],
  ['a reason of 124 bytes', [{ opcode: close, payload: closePayload(1000, 'x'.repeat(124)) }], closes(1002)],
  [
    'a reason that is no text',
    [{ opcode: close, payload: closePayload(1000, bytes('ce ba e1 bd b9 cf 83 ed a0 80')) }],
    closes(1007),
  ],
  [
    'a close in the middle of a message',
    [fragments(part(0, 9), '')[0]!, { opcode: close, payload: closePayload(1000) }],
    closes(1000),
  ],
  [
    'what follows a close',
    [
      { opcode: close, payload: closePayload(1000) },
      { opcode: ping, payload: 'late' },
      { opcode: text, payload: clear },
    ],
    closes(1000),
  ],
];

describe.each([
  ['framing', framing],
  ['masking', masking],
  ['reserved bits and opcodes', reserved],
  ['control frames', control],
  ['fragmentation', fragmentation],
  ['UTF-8', utf8],
  ['closing', closing],
])('%s', (_chapter, cases) => {
  test.each(cases)('%s', async (_name, frames, outcome) => {
    const raw = await openRaw(port);
    expect(await nextAnswer(raw)).toBe('session.created');
    for (const frame of frames) {
      if (Buffer.isBuffer(frame)) raw.write(frame);
      else raw.sendFrame(frame);
    }
    for (const expected of outcome.answers) expect(await nextAnswer(raw)).toEqual(expected);
    if (outcome.closes !== undefined) {
      expect(await nextAnswer(raw)).toEqual({ close: outcome.closes });
      // A close of the server's is answered, so that it may end at once.
      raw.sendFrame({ opcode: close, payload: closePayload(1000) });
      raw.socket.end();
      expect((await raw.rest()).length).toBe(0);
      return;
    }
    raw.sendFrame({ opcode: ping, payload: 'alive' });
    expect(await nextAnswer(raw)).toEqual({ pong: 'alive' });
    raw.sendFrame({ opcode: close, payload: closePayload(1000) });
    expect(await nextAnswer(raw)).toEqual({ close: 1000 });
    // After both closes it is the server that ends the connection. RFC 6455, section 7.1.1.
    expect((await raw.rest()).length).toBe(0);
    raw.destroy();
  });
});

test('afterwards no session is left', async () => {
  await expect.poll(() => gateway.sessionCount(), { timeout: 10_000, interval: 5 }).toBe(0);
});

/** Event type, pong or close; and what every frame of a server must be. */
async function nextAnswer(raw: RawSocket): Promise<string | { pong: string } | { close: number | 'without code' }> {
  const { opcode, fin, rsv, masked, payload } = await raw.nextFrame();
  expect([fin, rsv, masked]).toEqual([true, 0, false]);
  if (opcode === pong) return { pong: payload.toString() };
  if (opcode === close) return { close: payload.length === 0 ? 'without code' : payload.readUInt16BE() };
  expect(opcode).toBe(text);
  return JSON.parse(payload.toString()).type;
}
