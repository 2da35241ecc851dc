import { parseArgs } from 'node:util';
import { type EntryKind, type EntryStatus, entryKinds, entryStatuses } from '@cascade/models';

export const usage = `Usage: pnpm registry COMMAND [--store ADDRESS] [--json]

  list [--kind KIND] [--status STATUS]     entries with their status
  show ID                                  one entry, its history and its evaluations
  running                                  the bundles that this environment's configuration amounts to
  diff A B                                 what differs between two entries
  verify                                   contradictions: hashes, lineage, settings, results; exit 1 when there are any
  add FILE              --by NAME --why TEXT   a new entry (YAML or JSON), as a candidate
  promote ID --to STATUS --by NAME --why TEXT  a change of status; live retires what was live before. canary and live are
                                           behind the gate (pnpm gate), on stored results or --results FILE;
                                           --despite-gate goes past it and is kept in the history
  retire ID             --by NAME --why TEXT
  evaluated ID --results FILE --by NAME --why TEXT   refers to results, by the hash of their file
  export [FILE]                            the history as JSON
  import FILE                              appends what is missing of an exported history

Statuses: ${entryStatuses.join(', ')}. Kinds: ${entryKinds.join(', ')}.
The history is in the service's store: --store, then DATABASE_URL, then CASCADE_STORE, then the user's data folder.`;

const commands = {
  list: 0,
  show: 1,
  running: 0,
  diff: 2,
  verify: 0,
  add: 1,
  promote: 1,
  retire: 1,
  evaluated: 1,
  export: [0, 1],
  import: 1,
} as const;
export type RegistryCommand = keyof typeof commands;
const changing: readonly RegistryCommand[] = ['add', 'promote', 'retire', 'evaluated'];

export interface RegistryArguments {
  readonly command: RegistryCommand;
  readonly operands: readonly string[];
  readonly kind: EntryKind | undefined;
  readonly status: EntryStatus | undefined;
  readonly to: EntryStatus | undefined;
  readonly by: string;
  readonly why: string;
  readonly results: string | undefined;
  readonly despiteGate: boolean;
  readonly store: string | undefined;
  readonly json: boolean;
}

/** @throws Error that says what is wrong with them */
export function parseRegistryArguments(argv: readonly string[]): RegistryArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...{ kind: text, status: text, to: text, by: text, why: text, results: text, store: text },
      json: { type: 'boolean', default: false },
      'despite-gate': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [name, ...operands] = positionals;
  if (name === undefined || !Object.hasOwn(commands, name)) {
    throw new Error(name === undefined ? 'A command is missing.' : `There is no command "${name}".`);
  }
  const command = name as RegistryCommand;
  const counts: readonly number[] = [commands[command]].flat();
  if (!counts.includes(operands.length)) {
    throw new Error(`${command} takes ${counts.join(' or ')} names or files, not ${operands.length}.`);
  }
  const { by = '', why = '', to, kind, status, results, store, json } = values;
  if (changing.includes(command) && (by.trim() === '' || why.trim() === '')) {
    throw new Error(`${command} is kept for good: say who with --by and why with --why.`);
  }
  if (command === 'promote' && to === undefined) throw new Error('promote needs --to STATUS.');
  if (command === 'evaluated' && results === undefined) throw new Error('evaluated needs --results FILE.');
  return {
    ...{ command, operands, by, why, results, store, json },
    despiteGate: values['despite-gate'],
    kind: oneOf('kind', entryKinds, kind),
    status: oneOf('status', entryStatuses, status),
    to: oneOf('to', entryStatuses, to),
  };
}

function oneOf<T extends string>(flag: string, allowed: readonly T[], given: string | undefined): T | undefined {
  if (given === undefined) return undefined;
  const found = allowed.find((one) => one === given);
  if (!found) throw new Error(`--${flag}: expected one of ${allowed.join(', ')}, found "${given}".`);
  return found;
}
