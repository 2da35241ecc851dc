import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { readModelsConfig } from './config.ts';
import { createProgressPrinter, formatMegabytes } from './progress.ts';
import { pullModels } from './pull.ts';
import { modelEntries, registryIdOf, selectModels } from './registry.ts';
import { type VerifiedModel, verifyModels } from './verify.ts';

const usage = `Usage: pnpm models <command> [--json] [--all] [--directory DIR] [id…]

  list     what the manifest holds and what of it is on this machine
  pull     fetch what is missing or differs (default: all that is not optional)
  verify   check every file by hash; exit code 1 when one is missing or differs

  --all        the optional models too
  --directory  instead of CASCADE_MODELS_DIR
  --json       one JSON document on standard output
`;

interface Command {
  readonly name: 'list' | 'pull' | 'verify';
  readonly ids: readonly string[];
  readonly json: boolean;
  readonly all: boolean;
  readonly directory: string;
}

/** Exit codes: 0 all is well, 1 a model is missing, differs or cannot be fetched, 2 the command makes no sense. */
async function main(argv: readonly string[]): Promise<number> {
  let command: Command | undefined;
  try {
    command = parseCommand(argv);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (command === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    return command.name === 'pull' ? await pull(command) : await show(command);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  }
}

function parseCommand(argv: readonly string[]): Command | undefined {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      directory: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [name, ...ids] = positionals;
  if (name !== 'list' && name !== 'pull' && name !== 'verify') {
    throw new Error(name === undefined ? 'A command is missing.' : `There is no command "${name}".`);
  }
  selectModels(ids);
  if (values.all && ids.length > 0) throw new Error('Give either --all or the ids, not both.');
  return { name, ids, json: values.json, all: values.all, directory: values.directory ?? readModelsConfig().directory };
}

function idsOf(command: Command): readonly string[] {
  return command.all ? modelEntries.map((entry) => entry.id) : command.ids;
}

async function pull(command: Command): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new CascadeError('cancelled', 'Interrupted. Run it again to go on.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const pulled = await pullModels({
    ids: idsOf(command),
    directory: command.directory,
    onProgress: createProgressPrinter(process.stderr),
    signal: interrupted.signal,
  });
  process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
  if (command.json) print(pulled);
  else process.stdout.write(`${pulled.length} models are in ${command.directory}, all files verified.\n`);
  return 0;
}

async function show(command: Command): Promise<number> {
  const verifying = command.name === 'verify';
  const entries = verifying || command.ids.length > 0 ? selectModels(idsOf(command)) : modelEntries;
  const models = await verifyModels(entries, command.directory);
  if (command.json) print(models.map(asJson));
  else process.stdout.write(table(models));
  const wrong = models.filter((model) => model.state !== 'ok');
  if (!verifying || wrong.length === 0) return 0;
  for (const { file, path, state } of wrong.flatMap((model) => model.files)) {
    if (state.state === 'missing') process.stderr.write(`missing: ${path}\n`);
    if (state.state === 'different') {
      process.stderr.write(`different: ${path}\n  expected sha256 ${file.sha256}\n  found    sha256 ${state.sha256}\n`);
    }
  }
  const optional = wrong.filter((model) => model.entry.optional).map((model) => model.entry.id);
  process.stderr.write(
    `Run \`pnpm models pull${optional.length > 0 ? ` ${wrong.map((m) => m.entry.id).join(' ')}` : ''}\`.\n`,
  );
  return 1;
}

function asJson({ entry, directory, state, files }: VerifiedModel): unknown {
  return {
    registryId: registryIdOf(entry),
    ...entry,
    state,
    directory,
    files: files.map((file) => ({ ...file.file, path: file.path, state: file.state.state })),
  };
}

function table(models: readonly VerifiedModel[]): string {
  const rows = models.map(({ entry, state }) => [
    entry.id,
    entry.version,
    entry.licence,
    formatMegabytes(entry.files.reduce((sum, file) => sum + file.bytes, 0)),
    state === 'missing' && entry.optional ? 'optional, not here' : state,
    entry.origin,
  ]);
  const header = ['id', 'version', 'licence', 'size', 'state', 'origin'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return `${[header, ...rows].map(line).join('\n')}\n`;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

process.exitCode = await main(process.argv.slice(2));
