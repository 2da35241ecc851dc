import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm interruptions [options]

Interrupts long replies of the service in every way and at every moment, and looks at what it did: people who want to be
listened to, murmured agreement, coughs, noise, and the assistant's own voice leaking into the microphone.

  --server URL     a running service (ws://127.0.0.1:8080) whose language model is this command's, see --model-port;
                   otherwise one is started, and ended afterwards
  --key KEY        key for that service
  --model-port N   where the scripted language model listens: start the service with
                   CASCADE_LLM_URL=http://127.0.0.1:N/v1 CASCADE_LLM_MODEL=scripted CASCADE_REPLY_SENTENCES=10
  --manifest FILE  human speech, as in ../shared/speech/manifest.jsonl (the default where it exists)
  --only LIST      kinds (human, synthesized, echo-and-speech, backchannel, cough, noise, echo-20, echo-10) or ids
                   (cough-03), separated by commas
  --limit N        only the first N; kinds are mixed
  --parallel N     conversations at once. Default 2
  --ducking WHO    client or server turns the reply down. Default client
  --seed TEXT      another seed plans other interruptions. Default "cascade"
  --out DIR        writes interruptions.json there, and what microphone and loudspeaker heard of each one with a problem
  --json           one JSON object on standard output, and nothing else
  --help           this text

Exit codes: 0 every wanted figure was reached; 1 one was missed; 2 bad usage, or no service; 130 stopped by Ctrl-C.`;

export interface InterruptionArguments {
  readonly server: string | undefined;
  readonly key: string | undefined;
  readonly modelPort: number;
  readonly manifest: string | undefined;
  readonly only: readonly string[];
  readonly limit: number;
  readonly parallel: number;
  readonly ducking: 'client' | 'server';
  readonly seed: string;
  readonly outFolder: string | undefined;
  readonly json: boolean;
}

const defaultManifest = fileURLToPath(new URL('../../../../shared/speech/manifest.jsonl', import.meta.url));

/** @throws Error whose message says what is wrong with the arguments */
export function parseInterruptionArguments(argv: readonly string[]): InterruptionArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      server: { type: 'string' },
      key: { type: 'string' },
      'model-port': { type: 'string' },
      manifest: { type: 'string' },
      only: { type: 'string' },
      limit: { type: 'string' },
      parallel: { type: 'string' },
      ducking: { type: 'string', default: 'client' },
      seed: { type: 'string', default: 'cascade' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { ducking } = values;
  if (ducking !== 'client' && ducking !== 'server') throw new Error('--ducking takes client or server.');
  if (values.server !== undefined && values['model-port'] === undefined) {
    throw new Error('--server needs --model-port: replies have to be known word by word.');
  }
  return {
    server: values.server,
    key: values.key,
    modelPort: wholeNumber('--model-port', values['model-port'], 0),
    manifest: values.manifest ?? (existsSync(defaultManifest) ? defaultManifest : undefined),
    only: values.only?.split(',').filter((part) => part !== '') ?? [],
    limit: wholeNumber('--limit', values.limit, Number.POSITIVE_INFINITY),
    parallel: wholeNumber('--parallel', values.parallel, 2),
    ducking,
    seed: values.seed,
    outFolder: values.out,
    json: values.json,
  };
}

function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${name} takes a whole number above 0, not "${value}".`);
  return Number(value);
}
