import { CascadeError } from '@cascade/contracts';
import { type ConfigValues, type LoadedConfig, loadConfig } from '@cascade/runtime';
import { z } from 'zod';

const whole = z.coerce.number().int();
const mebibyte = 1 << 20;

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
  maxSessions: {
    env: 'CASCADE_MAX_SESSIONS',
    schema: whole.min(1).max(100_000),
    default: 64,
    describe: 'Sessions at once; more are refused with 503.',
  },
  maxMessageBytes: {
    env: 'CASCADE_MAX_MESSAGE_BYTES',
    schema: whole.min(4096).max(64 * mebibyte),
    default: mebibyte,
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
} as const;

export type GatewayConfig = ConfigValues<typeof gatewayConfigDefinition>;

/**
 * Reads the gateway's part of the configuration.
 *
 * @throws CascadeError `invalid_config`, also when only one of the two TLS files is named
 */
export function loadGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  flags: Partial<Record<keyof GatewayConfig, string>> = {},
): LoadedConfig<typeof gatewayConfigDefinition> {
  const loaded = loadConfig(gatewayConfigDefinition, environment, flags);
  if ((loaded.values.tlsCertPath === '') !== (loaded.values.tlsKeyPath === '')) {
    throw new CascadeError('invalid_config', 'CASCADE_TLS_CERT and CASCADE_TLS_KEY belong together: set both or none.');
  }
  return loaded;
}
