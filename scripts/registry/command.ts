import { readFile, writeFile } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { loadAssistantConfig, partOfKind, runningBundles, unregistered } from '@cascade/assistant';
import { CascadeError } from '@cascade/contracts';
import {
  compareEntries,
  declaredEntries,
  Registry,
  type RegistryEvent,
  registryProblems,
  type Who,
} from '@cascade/models';
import { openRegistryStore } from '@cascade/store';
import { parse } from 'yaml';
import { eventsOf, parseHistory, readRegistry, registryAddress } from '../../evals/src/gate/open-registry.ts';
import { readResults } from '../../evals/src/results-schema/index.ts';
import type { RegistryArguments } from './arguments.ts';
import { settingsProblems } from './check-settings.ts';
import { requireGate } from './require-gate.ts';
import { diffText, flatEntry, listText, showText } from './tables.ts';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
  readonly print: (text: string) => void;
}

/** @returns the exit code @throws CascadeError for what its user can mend */
export async function runRegistry(
  asked: RegistryArguments,
  { environment, nowMs, print }: Surroundings,
): Promise<number> {
  const address = registryAddress(environment, asked.store);
  const tell = (value: unknown, text: () => string) => print(asked.json ? JSON.stringify(value, null, 2) : text());
  const who: Who = { by: asked.by, why: asked.despiteGate ? `despite its gate: ${asked.why}` : asked.why, atMs: nowMs };
  const [first = '', second = ''] = asked.operands;
  const change = async (plan: (registry: Registry) => RegistryEvent[]) => {
    const events = await append(address, plan);
    tell(events, () => events.map((event) => `${event.entryId}: ${whatHappened(event)}`).join('\n'));
    return 0;
  };
  switch (asked.command) {
    case 'list': {
      const isAsked = ({ entry, status }: ReturnType<Registry['get']>) =>
        (asked.kind ?? entry.kind) === entry.kind && (asked.status ?? status) === status;
      const entries = (await readRegistry(address)).all().filter(isAsked);
      tell(entries.map(flatEntry), () => listText(entries));
      return 0;
    }
    case 'show': {
      const entry = (await readRegistry(address)).get(first);
      tell(flatEntry(entry), () => showText(entry));
      return 0;
    }
    case 'running': {
      const running = bundlesOf(await readRegistry(address), environment);
      tell(running, () => running.map(({ kind, id }) => `${kind}: ${id ?? 'not a registered bundle'}`).join('\n'));
      return running.every(({ id }) => id !== undefined) ? 0 : 1;
    }
    case 'diff': {
      const registry = await readRegistry(address);
      const differences = compareEntries(registry.get(first).entry, registry.get(second).entry);
      tell(differences, () => diffText(differences));
      return 0;
    }
    case 'verify': {
      const problems = await allProblems(await readRegistry(address));
      tell(problems, () => (problems.length > 0 ? problems.join('\n') : 'No contradictions.'));
      return problems.length > 0 ? 1 : 0;
    }
    case 'add': {
      const given = await readEntry(first);
      return change((registry) => {
        const events = registry.planAdd(given, who);
        const problems = events.flatMap((event) => (event.type === 'added' ? settingsProblems(event.entry) : []));
        if (problems.length > 0) throw new CascadeError('invalid_config', problems.join('\n'));
        return events;
      });
    }
    case 'promote': {
      const to = asked.to!;
      const results = asked.results === undefined ? undefined : [asked.results];
      if (!asked.despiteGate) await requireGate(await readRegistry(address), { id: first, to, results });
      return change((registry) => registry.planStatus(first, to, who));
    }
    case 'retire':
      return change((registry) => registry.planStatus(first, 'retired', who));
    case 'evaluated': {
      const { runs, sha256, file } = await readResults(asked.results!);
      const run = runs.find(({ entry }) => entry === first);
      if (!run) throw new CascadeError('unsupported_value', `${file} has no results of ${first}.`);
      const reference = { suite: run.suite.name, file: relative(process.cwd(), file) || file, sha256 };
      return change((registry) => registry.planEvaluated(first, reference, who));
    }
    case 'export': {
      const text = JSON.stringify(await storedEvents(address), null, 2);
      if (first === '') print(text);
      else await writeFile(first, `${text}\n`);
      return 0;
    }
    case 'import': {
      const given = parseHistory(await readText(first), first);
      return change((registry) => missingEvents(registry, given));
    }
  }
}

/** Which bundle each stage's part of the environment amounts to. @throws CascadeError `invalid_config` */
function bundlesOf(registry: Registry, environment: Surroundings['environment']) {
  const bundles = runningBundles(loadAssistantConfig(environment).values, registry);
  return Object.entries(partOfKind).map(([kind, stage]) => {
    const id = bundles[stage];
    return { kind, id: id === unregistered ? undefined : id };
  });
}

async function allProblems(registry: Registry): Promise<string[]> {
  const entries = registry.all();
  const results = await Promise.all(
    entries.flatMap(({ entry, evals }) =>
      evals.map(async ({ file, sha256 }) => {
        const found = await readResults(file).catch((error: unknown) => error as Error);
        if (found instanceof Error) return [`${entry.id}: ${found.message}`];
        return found.sha256 === sha256 ? [] : [`${entry.id}: ${file} is not what it was when it was referred to.`];
      }),
    ),
  );
  return [...registryProblems(registry), ...entries.flatMap(({ entry }) => settingsProblems(entry)), ...results.flat()];
}

async function append(address: string | undefined, plan: (registry: Registry) => RegistryEvent[]) {
  if (address === undefined) {
    throw new CascadeError('invalid_config', 'CASCADE_STORE is off: a change needs a store. Name one with --store.');
  }
  const store = await openRegistryStore(address);
  try {
    const events = plan(new Registry(declaredEntries, await eventsOf(store)));
    await store.append(events);
    return events;
  } finally {
    await store.close();
  }
}

async function storedEvents(address: string | undefined): Promise<readonly RegistryEvent[]> {
  if (address === undefined) return [];
  const store = await openRegistryStore(address);
  try {
    return await eventsOf(store);
  } finally {
    await store.close();
  }
}

/** What follows the events that are there; a history that went another way is refused by its first event. */
function missingEvents(registry: Registry, given: readonly RegistryEvent[]): RegistryEvent[] {
  const missing = given.filter(
    ({ entryId, sequence }) => !registry.has(entryId) || sequence > registry.get(entryId).sequence,
  );
  let grown = registry;
  for (const event of missing) grown = grown.with(event);
  return missing;
}

async function readEntry(file: string): Promise<unknown> {
  const text = await readText(file);
  return extname(file) === '.json' ? JSON.parse(text) : parse(text);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CascadeError('invalid_config', `${file}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function whatHappened(event: RegistryEvent): string {
  if (event.type === 'added') return 'added as a candidate';
  if (event.type === 'evaluated') return `refers to ${event.results.file}`;
  return `${event.from} → ${event.to} (${event.why})`;
}
