import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { type KnowledgeBase, openKnowledgeBase } from '@cascade/knowledge';
import type { RagArguments } from './arguments.ts';

/** Documents of a folder, as the knowledge base names them. @throws CascadeError `invalid_file` */
export async function listSources(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const message = `${folder}: cannot be read (${cause.code}). --knowledge names a folder of documents.`;
      throw new CascadeError('invalid_file', message, { cause });
    },
  );
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')));
}

/**
 * Indexes a folder in memory, without the parts that are ablated. Documents that cannot be read are told of and left out.
 *
 * @throws CascadeError `invalid_file`, `model_missing` or `model_corrupt`
 */
export async function openKnowledge({
  knowledge,
  tenant,
  retrievers,
  ablate,
}: Pick<RagArguments, 'knowledge' | 'tenant' | 'retrievers' | 'ablate'>): Promise<KnowledgeBase> {
  const base = await openKnowledgeBase({
    folder: knowledge,
    tenant,
    retrievers: retrievers.filter((name) => name === 'lexical' || !ablate.has(name)),
    // What is repaired by sound is repaired in the rewrite.
    repair: !ablate.has('rewrite') && !ablate.has('phonetic'),
  });
  for (const { path, reason } of base.report?.skipped ?? []) console.error(`${path} is left out: ${reason}`);
  return base;
}
