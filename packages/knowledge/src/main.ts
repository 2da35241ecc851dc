import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { indexKnowledge, type OpenOptions, openKnowledgeBase } from './open-knowledge-base.ts';
import type { Retriever } from './search/retrieve.ts';
import type { KnowledgeAnswer } from './types.ts';

const usage = `Usage: pnpm knowledge <command> [options]

  index FOLDER         bring an index up to date with a folder of Markdown, HTML and PDF
  search "QUESTION"    ask an index, or with --folder a folder

  --database FILE      the index. Default: knowledge.sqlite
  --folder DIR         search: index this folder in memory first, instead of --database
  --tenant NAME        index: tenant of documents that name none; search: who asks. Default: default
  --labels A,B         search: access labels of who asks
  --retrievers A,B     of lexical, phonetic, dense. Default: lexical,phonetic
  --json               one JSON document on standard output
`;

interface Command {
  readonly name: 'index' | 'search';
  readonly subject: string;
  readonly folder: string | undefined;
  readonly database: string;
  readonly tenant: string;
  readonly labels: readonly string[];
  readonly retrievers: readonly Retriever[] | undefined;
  readonly json: boolean;
}

/** Exit codes: 0 done, 1 the index, the folder or a model cannot be read, 2 the command makes no sense. */
async function main(argv: readonly string[]): Promise<number> {
  let command: Command | undefined;
  try {
    command = parseCommand(argv);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (command === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    await (command.name === 'index' ? index(command) : search(command));
    return 0;
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
      database: { type: 'string', default: 'knowledge.sqlite' },
      folder: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
      labels: { type: 'string', default: '' },
      retrievers: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [name, subject, ...rest] = positionals;
  if (name !== 'index' && name !== 'search') throw new Error('A command is missing: index or search.');
  if (subject === undefined || rest.length > 0) throw new Error(`${name} takes one argument.`);
  const list = (text: string) => text.split(',').flatMap((part) => part.trim() || []);
  return {
    ...{ name, subject, folder: values.folder, database: values.database, tenant: values.tenant, json: values.json },
    labels: list(values.labels),
    retrievers: values.retrievers === undefined ? undefined : (list(values.retrievers) as Retriever[]),
  };
}

async function index({ subject, database, tenant, retrievers, json }: Command): Promise<void> {
  const report = await indexKnowledge({ folder: subject, database, tenant, ...(retrievers && { retrievers }) });
  if (json) return print(report);
  const { documents, chunks, added, updated, unchanged, removed, skipped, invisibleRemoved } = report;
  process.stdout.write(
    `${documents} documents in ${chunks} chunks: ${added} new, ${updated} changed, ${unchanged} unchanged, ${removed} removed.\n`,
  );
  if (invisibleRemoved > 0) process.stdout.write(`${invisibleRemoved} invisible characters or elements taken out.\n`);
  for (const { path, reason } of skipped) process.stderr.write(`skipped ${path}: ${reason}\n`);
}

async function search({ subject, folder, database, tenant, labels, retrievers, json }: Command): Promise<void> {
  const source: OpenOptions = folder === undefined ? { database } : { folder, tenant };
  const knowledge = await openKnowledgeBase({ ...source, ...(retrievers && { retrievers }) });
  try {
    const answer = await knowledge.search({ text: subject }, { tenant, labels });
    if (json) print(answer);
    else process.stdout.write(describe(answer));
  } finally {
    await knowledge.close();
  }
}

function describe({ speech, confidence, rewrite, passages, steps }: KnowledgeAnswer): string {
  const lines = [`${speech}`, '', `confidence ${confidence.toFixed(2)}; asked: ${rewrite.query}`];
  for (const { heard, meant, reason } of rewrite.repairs) lines.push(`  ${reason}: "${heard}" → "${meant}"`);
  for (const { score, source, headings } of passages)
    lines.push(`  ${score.toFixed(2)}  ${[source, ...headings].join(' › ')}`);
  lines.push(steps.map(({ name, startMs, endMs }) => `${name} ${(endMs - startMs).toFixed(1)} ms`).join(', '));
  return `${lines.join('\n')}\n`;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

process.exitCode = await main(process.argv.slice(2));
