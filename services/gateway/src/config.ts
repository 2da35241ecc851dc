import { CascadeError } from '@cascade/contracts';
import { type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { z } from 'zod';
import { addressList, isLoopback } from './edge/client-address.ts';
import { isOrigin } from './edge/origins.ts';

const whole = z.coerce.number().int();
const mebibyte = 1 << 20;

/** Separated by commas; each has to be right. */
const listOf = (isRight: (entry: string) => boolean, expected: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .transform((entries) => entries.filter((entry) => entry !== ''))
    .refine((entries) => entries.every(isRight), `expected ${expected}, separated by commas`);

const isAddress = (entry: string): boolean => {
  try {
    addressList([entry]);
    return true;
  } catch {
    return false;
  }
};

export const gatewayConfigDefinition = {
  host: {
    env: 'CASCADE_HOST',
    schema: z.string().min(1),
    default: '127.0.0.1',
    describe: 'Address to listen on; loopback unless you change it.',
  },
  port: {
    env: 'CASCADE_PORT',
    schema: whole.min(0).max(65_535),
    default: 8080,
    describe: 'Port to listen on; 0 takes a free one.',
  },
  tlsCertPath: {
    env: 'CASCADE_TLS_CERT',
    schema: z.string(),
    default: '',
    describe: 'PEM file of the certificate; with CASCADE_TLS_KEY the service speaks https and wss.',
  },
  tlsKeyPath: { env: 'CASCADE_TLS_KEY', schema: z.string(), default: '', describe: 'PEM file of its private key.' },
  apiKeysFile: {
    env: 'CASCADE_API_KEYS_FILE',
    schema: z.string(),
    default: '',
    describe: 'File of API keys, made by `pnpm keys`. Empty: no keys, and no address but loopback to listen on.',
  },
  allowedOrigins: {
    env: 'CASCADE_ALLOWED_ORIGINS',
    schema: listOf(isOrigin, 'origins such as https://app.example.com'),
    default: [] as string[],
    describe: "Origins of web pages that may use the service, beside the service's own; separated by commas.",
  },
  trustedProxies: {
    env: 'CASCADE_TRUSTED_PROXIES',
    schema: listOf(isAddress, 'addresses or subnets such as 10.0.0.0/8'),
    default: [] as string[],
    describe: 'Proxies whose X-Forwarded-For is believed: addresses or subnets, separated by commas.',
  },
  maxSessions: {
    env: 'CASCADE_MAX_SESSIONS',
    schema: whole.min(1).max(100_000),
    default: 64,
    describe: 'Sessions at once; more are refused with 503.',
  },
  maxSessionsPerKey: {
    env: 'CASCADE_MAX_SESSIONS_PER_KEY',
    schema: whole.min(1).max(100_000),
    default: 32,
    describe: 'Sessions at once with one API key that has no limit of its own; more are refused with 429.',
  },
  connectsPerMinute: {
    env: 'CASCADE_CONNECTS_PER_MINUTE',
    schema: whole.min(1).max(1_000_000),
    default: 1500,
    describe: 'Connections that one address, and one key, may try in a minute; more are refused with 429.',
  },
  httpRequestsPerMinute: {
    env: 'CASCADE_HTTP_REQUESTS_PER_MINUTE',
    schema: whole.min(1).max(1_000_000),
    default: 600,
    describe: 'HTTP requests that one address may send in a minute; more are refused with 429.',
  },
  maxPendingSockets: {
    env: 'CASCADE_MAX_PENDING_SOCKETS',
    schema: whole.min(2).max(100_000),
    default: 512,
    describe: 'Connections without a session at once, half of them from one address; more are dropped.',
  },
  handshakeTimeoutMs: {
    env: 'CASCADE_HANDSHAKE_TIMEOUT_MS',
    schema: whole.min(50).max(600_000),
    default: 10_000,
    describe: 'A connection has so long for its TLS handshake and the headers of a request, in milliseconds.',
  },
  requestTimeoutMs: {
    env: 'CASCADE_REQUEST_TIMEOUT_MS',
    schema: whole.min(50).max(3_600_000),
    default: 60_000,
    describe: 'A whole HTTP request, upload included, has to arrive in so long, in milliseconds.',
  },
  maxMessagesPerSecond: {
    env: 'CASCADE_MAX_MESSAGES_PER_SECOND',
    schema: whole.min(1).max(1_000_000),
    default: 500,
    describe: 'Messages that one client may send for long; ten seconds of them at once. More close its connection.',
  },
  maxBytesPerSecond: {
    env: 'CASCADE_MAX_BYTES_PER_SECOND',
    schema: whole.min(4096).max(1024 * mebibyte),
    default: 2 * mebibyte,
    describe: 'Bytes that one client may send for long; ten seconds of them at once. More close its connection.',
  },
  maxMessageBytes: {
    env: 'CASCADE_MAX_MESSAGE_BYTES',
    schema: whole.min(4096).max(64 * mebibyte),
    default: 256 << 10,
    describe: 'Largest message of a client; a larger one closes its connection with 1009.',
  },
  maxSendBufferBytes: {
    env: 'CASCADE_MAX_SEND_BUFFER_BYTES',
    schema: whole.min(4096).max(256 * mebibyte),
    default: mebibyte,
    describe: 'Bytes that may wait for a client that does not read; more close its connection.',
  },
  playbackLeadMs: {
    env: 'CASCADE_PLAYBACK_LEAD_MS',
    schema: whole.min(20).max(10_000),
    default: 300,
    describe: 'How far ahead of its playback reply audio is sent, in milliseconds.',
  },
  duckGainDb: {
    env: 'CASCADE_DUCK_GAIN_DB',
    schema: z.coerce.number().min(-60).max(0),
    default: -18,
    describe: 'How loud a reply is played that somebody seems to speak over, in decibels; 0 leaves it as it is.',
  },
  inputAheadMs: {
    env: 'CASCADE_INPUT_AHEAD_MS',
    schema: whole.min(1000).max(600_000),
    default: 30_000,
    describe: 'How far input audio may run ahead of real time, in milliseconds; more is refused.',
  },
  inputGapMs: {
    env: 'CASCADE_INPUT_GAP_MS',
    schema: whole.min(100).max(60_000),
    default: 800,
    describe: 'A turn that is open for so long without audio is continued with silence, in milliseconds.',
  },
  pingIntervalMs: {
    env: 'CASCADE_PING_INTERVAL_MS',
    schema: whole.min(100).max(600_000),
    default: 15_000,
    describe: 'Between pings, in milliseconds; a client that answers neither of two is taken for gone.',
  },
  maxSessionMs: {
    env: 'CASCADE_MAX_SESSION_MS',
    schema: whole.min(0).max(86_400_000),
    default: 3_600_000,
    describe: 'Longest session, in milliseconds; its client is told before. 0 is no limit.',
  },
  maxIdleMs: {
    env: 'CASCADE_MAX_IDLE_MS',
    schema: whole.min(0).max(86_400_000),
    default: 600_000,
    describe: 'A client that sends nothing for so long, with nothing open, is let go, in milliseconds. 0 is no limit.',
  },
  drainMs: {
    env: 'CASCADE_DRAIN_MS',
    schema: whole.min(0).max(3_600_000),
    default: 30_000,
    describe: 'On SIGTERM the turns that are running have so long to end, in milliseconds.',
  },
  resumeWindowMs: {
    env: 'CASCADE_RESUME_WINDOW_MS',
    schema: whole.min(0).max(600_000),
    default: 15_000,
    describe: 'How long a session that asked for it outlives a dropped connection, in milliseconds.',
  },
  resumeBufferBytes: {
    env: 'CASCADE_RESUME_BUFFER_BYTES',
    schema: whole.min(4096).max(64 * mebibyte),
    default: mebibyte,
    describe: 'What is kept of such a session to be sent again, in bytes.',
  },
} as const;

export type GatewayConfig = ConfigValues<typeof gatewayConfigDefinition>;

/**
 * Reads the gateway's part of the configuration.
 *
 * @throws CascadeError `invalid_config`, also when only one of the two TLS files is named, or strangers could connect
 * without a key
 */
export function loadGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  flags: Partial<Record<keyof GatewayConfig, string>> = {},
): LoadedConfig<typeof gatewayConfigDefinition> {
  const loaded = loadConfig(gatewayConfigDefinition, environment, flags);
  if ((loaded.values.tlsCertPath === '') !== (loaded.values.tlsKeyPath === '')) {
    throw new CascadeError('invalid_config', 'CASCADE_TLS_CERT and CASCADE_TLS_KEY belong together: set both or none.');
  }
  requireSafeHost(loaded.values);
  return loaded;
}

/**
 * Without keys everybody who reaches the service may use it, so nobody but this machine may reach it.
 *
 * @throws CascadeError `invalid_config`
 */
export function requireSafeHost({ host, apiKeysFile }: Pick<GatewayConfig, 'host' | 'apiKeysFile'>): void {
  if (apiKeysFile !== '' || isLoopback(host)) return;
  const message = `CASCADE_HOST ${host} is open to other machines, and no keys are configured: make one by \`pnpm keys create\` and name its file in CASCADE_API_KEYS_FILE.`;
  throw new CascadeError('invalid_config', message);
}
