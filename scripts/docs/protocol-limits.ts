/** How connections are refused and closed, and what is bounded: data of `docs/protocol.md` and tables made of it. */
import { type ErrorCode, errorTable } from '@cascade/contracts';
import { gatewayConfigDefinition } from '@cascade/gateway';
import { mayReconnect } from '../../packages/client/src/reconnect-policy.ts';
import { statusOf } from '../../services/gateway/src/edge/admission.ts';
import { table } from './markdown.ts';

/** Why a request for a socket is refused, with the error's own HTTP status. */
const refusals: readonly (readonly [ErrorCode, string])[] = [
  ['invalid_event', 'The address cannot be read, or the request has more than 200 headers.'],
  ['unauthorized', 'No valid key or token; or a key stands in the address, where it ends up in logs.'],
  [
    'forbidden',
    'The page’s origin is not on the list, the key has not the scope `talk`, or, without keys, the host is not this machine.',
  ],
  ['not_found', 'Another path than `/v1/realtime`.'],
  ['rate_limited', 'The address or the key connects too often, or the key holds as many sessions as it may.'],
  ['too_many_sessions', 'The service holds as many sessions as it may. Resuming one needs no room.'],
  ['overloaded', 'The service has more work than it can do in time.'],
  ['going_away', 'The service is shutting down.'],
];

export function refusalTable(): string {
  const rows = refusals
    .map(([code, when]) => ({ status: statusOf(code), code, when }))
    .toSorted((a, b) => a.status - b.status)
    .map(({ status, code, when }) => [
      String(status),
      `\`${code}\``,
      when,
      status === 429 || status === 503 ? 'yes' : '',
    ]);
  return table(['status', 'code', 'when', '`retry-after`'], rows);
}

/** `reason` as the service writes it: with a code of the error table first where there is one. */
const closes: readonly { code: number; reason: string; when: string }[] = [
  { code: 1000, reason: 'done', when: 'The client is done. The session is over, resumable or not.' },
  { code: 1001, reason: '', when: 'The service stops at once.' },
  { code: 1002, reason: '', when: 'The client broke a rule of WebSockets.' },
  { code: 1006, reason: '', when: 'No close frame came: the network, or a client that answered no ping.' },
  { code: 1007, reason: '', when: 'A text frame was not UTF-8.' },
  { code: 1008, reason: 'slow_client: …', when: 'The client does not read what it is sent.' },
  { code: 1008, reason: 'rate_limited: …', when: 'More messages or bytes a second than the limit.' },
  { code: 1008, reason: 'overloaded: …', when: 'Events come faster than they can be worked on.' },
  { code: 1008, reason: 'unauthorized: …', when: 'The key was taken away while the session went on.' },
  { code: 1009, reason: '', when: 'A message was larger than the limit.' },
  { code: 1011, reason: '', when: 'A stage failed so that the session cannot go on.' },
  { code: 1012, reason: 'going_away: shutdown', when: 'The service shuts down; `cascade.going_away` came before.' },
  { code: 1012, reason: 'going_away: session_length', when: 'The session was as long as one may be.' },
  { code: 1012, reason: 'going_away: idle', when: 'The client had sent nothing for long.' },
  { code: 1013, reason: '', when: 'The models are still being loaded.' },
  { code: 4001, reason: '', when: 'The client goes on with this session over another connection.' },
];

export const closeTable = (): string =>
  table(
    ['code', 'reason', 'when', 'connect again'],
    closes.map(({ code, reason, when }) => [
      String(code),
      reason === '' ? '' : `\`${reason}\``,
      when,
      mayReconnect({ code, reason }) ? 'yes' : '',
    ]),
  );

export const errorCodeTable = (): string =>
  table(
    ['code', 'cause', 'cure', 'retry'],
    (Object.keys(errorTable) as ErrorCode[]).map((code) => {
      const { cause, cure, retryable } = errorTable[code];
      return [`\`${code}\``, cause, cure, retryable ? 'yes' : ''];
    }),
  );

type GatewayKey = keyof typeof gatewayConfigDefinition;
const limits: readonly GatewayKey[] = [
  'maxMessageBytes',
  'maxMessagesPerSecond',
  'maxBytesPerSecond',
  'inputAheadMs',
  'inputGapMs',
  'maxSendBufferBytes',
  'playbackLeadMs',
  'duckGainDb',
  'pingIntervalMs',
  'maxSessionMs',
  'maxIdleMs',
  'resumeWindowMs',
  'resumeBufferBytes',
  'maxSessions',
  'maxSessionsPerKey',
  'connectsPerMinute',
  'handshakeTimeoutMs',
];

export const limitTable = (): string =>
  table(
    ['what', 'default', 'variable'],
    limits.map((key) => {
      const { env, default: value, describe } = gatewayConfigDefinition[key];
      return [describe, value.toLocaleString('en'), `\`${env}\``];
    }),
  );
