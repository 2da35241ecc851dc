import { modelEntries, registryIdOf } from '../registry.ts';
import { entryKinds } from './entry-schema.ts';
import type { Registry } from './registry.ts';

/** What contradicts itself in a registry, one sentence each; none when all is well. */
export function registryProblems(registry: Registry): readonly string[] {
  const entries = registry.all();
  const problems: string[] = [];
  for (const { entry, status } of entries) {
    for (const id of entry.artifacts) {
      if (!registry.has(id)) problems.push(`${entry.id} runs ${id}, which is not in the registry.`);
      else if (registry.get(id).entry.role !== 'artifact')
        problems.push(`${entry.id} runs ${id}, which is no artifact.`);
      else if (status === 'live' && registry.get(id).status === 'retired') {
        problems.push(`${entry.id} is live and runs ${id}, which is retired.`);
      }
    }
    const { lineage } = entry;
    if (!lineage) continue;
    if (!registry.has(lineage.parent))
      problems.push(`${entry.id} comes from ${lineage.parent}, which is not in the registry.`);
    else if (isOwnAncestor(registry, entry.id)) problems.push(`${entry.id} descends from itself.`);
  }
  for (const kind of entryKinds) {
    const live = entries.filter(
      ({ entry, status }) => entry.kind === kind && entry.role === 'bundle' && status === 'live',
    );
    if (live.length > 1)
      problems.push(`Several bundles are live for ${kind}: ${live.map((one) => one.entry.id).join(', ')}.`);
  }
  const names = entries.flatMap(({ entry }) => [entry.id, ...entry.runsAs]);
  for (const name of names.filter((name, index) => names.indexOf(name) < index)) {
    problems.push(`${name} stands for several entries.`);
  }
  return [...problems, ...manifestProblems(registry)];
}

function isOwnAncestor(registry: Registry, id: string): boolean {
  const seen = new Set<string>();
  let at: string | undefined = id;
  while (at !== undefined && registry.has(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
    at = registry.get(at).entry.lineage?.parent;
  }
  return false;
}

/** Every pinned model is an entry with the same hashes. */
function manifestProblems(registry: Registry): string[] {
  return modelEntries.flatMap((model) => {
    const id = registryIdOf(model);
    if (!registry.has(id)) return [`The model ${id} of the manifest is not in the registry.`];
    const { hashes } = registry.get(id).entry;
    return model.files.flatMap(({ name, sha256 }) =>
      hashes[name] === sha256 ? [] : [`${id}: the hash of ${name} is not that of the manifest.`],
    );
  });
}
