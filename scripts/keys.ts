/** `pnpm keys`: makes, lists and revokes the API keys of a service. A running one takes the change over by itself. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { addKey, readKeyFile, removeKey, type Scope, scopes } from '@cascade/gateway';

const usage = `Usage: pnpm keys create --name NAME [--scopes ${scopes.join(',')}] [--max-sessions N] [--file FILE]
       pnpm keys list [--file FILE]
       pnpm keys revoke ID_OR_NAME [--file FILE]

  create  prints a new key, once: the file keeps its hash alone. It may talk, unless --scopes says otherwise:
          talk (hold conversations), records (see turn records and decisions), debug (metrics).
  revoke  ends the sessions of the key too, within about a second.

FILE is CASCADE_API_KEYS_FILE when left out. Only its owner can read it.`;

/** What a command is for, and what is said beside it. */
export interface Printer {
  result(line: string): void;
  note(line: string): void;
}

/** Runs one command. @throws CascadeError what the user has to mend */
export function runKeys(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  print: Printer,
): void {
  const { values, positionals } = parsed(args);
  const [command, subject, ...more] = positionals;
  if (values.help || command === undefined) {
    print.result(usage);
    return;
  }
  const file = values.file ?? environment.CASCADE_API_KEYS_FILE;
  if (!file) throw new CascadeError('invalid_config', 'Name the file: --file FILE, or CASCADE_API_KEYS_FILE.');
  if (more.length > 0 || (subject !== undefined && command !== 'revoke')) throw wrongUse('There is one word too many.');
  if (command === 'create') create(file, values, print);
  else if (command === 'list') list(file, print);
  else if (command === 'revoke') revoke(file, subject, print);
  else throw wrongUse(`There is no command ${command}.`);
}

function create(file: string, values: ReturnType<typeof parsed>['values'], print: Printer): void {
  if (!values.name) throw wrongUse('Give the key a name: --name NAME.');
  const maxSessions = values['max-sessions'];
  const { key, entry } = addKey(file, {
    name: values.name,
    scopes: scopesOf(values.scopes),
    ...(maxSessions === undefined ? {} : { maxSessions: numberOf(maxSessions) }),
    createdAt: new Date(),
  });
  print.note(`${entry.id} (${entry.name}) may ${entry.scopes.join(', ')}. This is the only time the key is shown:`);
  print.result(key);
}

function list(file: string, print: Printer): void {
  const entries = existsSync(file) ? readKeyFile(file) : [];
  if (entries.length === 0) print.note(`${file} has no keys.`);
  for (const { id, name, scopes: may, created_at, max_sessions } of entries) {
    const most = max_sessions === undefined ? '' : `  at most ${max_sessions} sessions`;
    print.result(`${id}  ${created_at.slice(0, 10)}  ${may.join(',')}  ${name}${most}`);
  }
}

function revoke(file: string, idOrName: string | undefined, print: Printer): void {
  if (idOrName === undefined) throw wrongUse('Say which key: its id or its name.');
  const { id, name } = removeKey(file, idOrName);
  print.note(`${id} (${name}) is revoked.`);
}

const wrongUse = (message: string) => new CascadeError('invalid_config', `${message}\n\n${usage}`);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        scopes: { type: 'string' },
        'max-sessions': { type: 'string' },
        file: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrongUse((error as Error).message);
  }
}

function scopesOf(text = 'talk'): Scope[] {
  const named = [...new Set(text.split(',').map((scope) => scope.trim()))];
  const unknown = named.find((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown !== undefined) throw wrongUse(`There is no scope "${unknown}", only ${scopes.join(', ')}.`);
  return named as Scope[];
}

function numberOf(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw wrongUse(`--max-sessions ${text} is no number of sessions.`);
  return value;
}

if (import.meta.main) {
  try {
    runKeys(process.argv.slice(2), process.env, { result: console.log, note: console.error });
  } catch (error) {
    console.error(CascadeError.is(error) ? `${error.code}: ${error.message}` : error);
    process.exitCode = 2;
  }
}
