/** `pnpm faults`: breaks stages of a running service on purpose, for drills, and mends them again. */
import { parseArgs } from 'node:util';
import { CascadeError, type FaultSwitch, faultKinds, stageNames } from '@cascade/contracts';

const usage = `Usage: pnpm faults list
       pnpm faults on STAGE KIND [--delay-ms N] [--share X] [--session ID] [--for SECONDS]
       pnpm faults off ID
       pnpm faults off --all

  STAGE  ${stageNames.join(', ')}
  KIND   slow (its work takes --delay-ms longer, 1500 by default), fail (in its own way), drop (its results are lost),
         stall (they wait until the switch is off)

  --share X      for a share of the sessions, 0 to 1; default 1
  --session ID   for one session alone
  --for SECONDS  it goes off by itself then, after an hour at most; default 300
  --server URL   the service; default http://127.0.0.1:8080
  --key KEY      with the scope debug, where the service has keys; default CASCADE_KEY
  --json         what the service answers, as one JSON object`;

const options = {
  'delay-ms': { type: 'string' },
  share: { type: 'string' },
  session: { type: 'string' },
  for: { type: 'string' },
  all: { type: 'boolean' },
  server: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;
type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

interface Ask {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** Runs one command and returns what it prints. @throws CascadeError what the user has to mend, or what the service refused */
export async function runFaults(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { values, positionals } = parsed(args);
  if (values.help || positionals.length === 0) return usage;
  const answer = await send(askOf(positionals, values), values, environment);
  if (values.json) return JSON.stringify(answer ?? {});
  if (positionals[0] === 'off') return values.all ? 'All fault switches are off.' : `${positionals[1]} is off.`;
  if (positionals[0] === 'on') return lineOf(answer as FaultSwitch);
  const { data } = answer as { data: FaultSwitch[] };
  return data.length === 0 ? 'No fault switch is on.' : data.map(lineOf).join('\n');
}

function askOf([command, ...rest]: readonly string[], values: Values): Ask {
  const path = '/v1/faults';
  if (command === 'list' && rest.length === 0) return { method: 'GET', path };
  if (command === 'off') {
    if (values.all ? rest.length > 0 : rest.length !== 1) throw wrongUse('Say which switch: off ID, or off --all.');
    return { method: 'DELETE', path: values.all ? path : `${path}/${encodeURIComponent(rest[0]!)}` };
  }
  if (command !== 'on') throw wrongUse(`There is no command ${[command, ...rest].join(' ')}.`);
  const [stage, kind, ...more] = rest;
  if (!oneOf(stageNames, stage)) throw wrongUse(`${stage ?? 'Nothing'} is no stage.`);
  if (!oneOf(faultKinds, kind)) throw wrongUse(`${kind ?? 'Nothing'} is no kind of fault.`);
  if (more.length > 0) throw wrongUse('There is one word too many.');
  const number = (flag: 'delay-ms' | 'share' | 'for') => numberOf(flag, values[flag]);
  const body = {
    stage,
    kind,
    delay_ms: number('delay-ms'),
    session_share: number('share'),
    session_id: values.session,
    for_seconds: number('for'),
  };
  return { method: 'POST', path, body };
}

async function send(
  { method, path, body }: Ask,
  { server, key }: Values,
  environment: Record<string, string | undefined>,
) {
  const base = (server ?? 'http://127.0.0.1:8080').replace(/^ws/, 'http').replace(/\/(v1\/realtime)?$/, '');
  const secret = key ?? environment.CASCADE_KEY;
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(secret && { authorization: `Bearer ${secret}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    const message = `${base} does not answer: start the service, or name another with --server.`;
    throw new CascadeError('connection_failed', message, { cause: error });
  });
  if (response.status === 204) return undefined;
  const answer = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
  if (response.ok) return answer;
  const cure = response.status === 401 || response.status === 403 ? ' Name a key with the scope debug: --key.' : '';
  throw new CascadeError(
    'connection_failed',
    `${answer.error?.message ?? `${base} answered ${response.status}.`}${cure}`,
  );
}

function lineOf({ id, stage, kind, delay_ms, session_share, session_id, until }: FaultSwitch): string {
  const how = kind === 'slow' ? `slow by ${delay_ms} ms` : kind;
  const whom =
    session_id ?? (session_share < 1 ? `${Math.round(session_share * 100)} % of the sessions` : 'all sessions');
  return `${id}  ${stage}  ${how}  for ${whom}  until ${until}`;
}

const oneOf = <T extends string>(names: readonly T[], name: string | undefined): name is T => names.includes(name as T);

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw wrongUse(`--${flag} ${text} is no number.`);
  return value;
}

const wrongUse = (message: string) => new CascadeError('invalid_config', `${message}\n\n${usage}`);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw wrongUse((error as Error).message);
  }
}

if (import.meta.main) {
  try {
    console.log(await runFaults(process.argv.slice(2), process.env));
  } catch (error) {
    console.error(CascadeError.is(error) ? error.message : error);
    process.exitCode = 2;
  }
}
