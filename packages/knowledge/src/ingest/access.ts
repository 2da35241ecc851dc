import { matchesGlob } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

/** Who may see a document. */
export interface Access {
  readonly tenant: string;
  readonly labels: readonly string[];
}

const label = z.string().trim().min(1).max(100);
const tenant = z.string().trim().min(1).max(100);
const labels = z.union([
  z.array(label),
  // HTML and PDF have no lists in their metadata.
  z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || [])),
]);

const fileAccessSchema = z.object({ tenant: tenant.optional(), labels: labels.optional() });

const settingsSchema = z.strictObject({
  tenant: tenant.optional(),
  labels: labels.optional(),
  /** Defaults for paths; of several that match the last one counts. */
  paths: z
    .array(z.strictObject({ match: z.string().min(1), tenant: tenant.optional(), labels: labels.optional() }))
    .default([]),
});

/** What `knowledge.yaml` in the folder says of documents that say nothing themselves. */
export type FolderSettings = z.infer<typeof settingsSchema>;

/** @throws CascadeError `invalid_file` naming the field */
export function readFolderSettings(yaml: string, file: string): FolderSettings {
  let value: unknown;
  try {
    value = parse(yaml) ?? {};
  } catch (cause) {
    throw new CascadeError('invalid_file', `${file}: not YAML (${(cause as Error).message}).`, { cause });
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CascadeError('invalid_file', `${file}: ${issue?.path.join('.') || 'file'}: ${issue?.message}.`);
}

/**
 * A document's own words count before the folder's. What cannot be understood is no access to everybody, but an error.
 *
 * @throws Error naming what is missing or malformed
 */
export function accessOf(path: string, metadata: unknown, settings: FolderSettings): Access {
  const own = fileAccessSchema.safeParse(metadata);
  if (!own.success) throw new Error(`${own.error.issues[0]?.path.join('.')} in its metadata is malformed`);
  const rules = [settings, ...settings.paths.filter(({ match }) => matchesGlob(path, match))];
  const found = {
    tenant: own.data.tenant ?? rules.findLast((rule) => rule.tenant !== undefined)?.tenant,
    labels: own.data.labels ?? rules.findLast((rule) => rule.labels !== undefined)?.labels ?? [],
  };
  if (found.tenant === undefined)
    throw new Error('no tenant: name one in its metadata, in knowledge.yaml or by option');
  return { tenant: found.tenant, labels: [...new Set(found.labels)].sort() };
}
