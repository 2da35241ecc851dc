import { type DeclaredEntry, type RegistryEntry, registryEntrySchema } from '../entry-schema.ts';
import { modelArtifacts } from './artifacts.ts';
import { bundles } from './bundles.ts';
import { rulesAndTexts } from './rules-and-texts.ts';

const declared: readonly DeclaredEntry[] = [...modelArtifacts, ...rulesAndTexts, ...bundles];

/** What the repository declares: models of the manifest, prompts and rules, and the bundles to compare. */
export const declaredEntries: readonly RegistryEntry[] = declared.map((entry) => registryEntrySchema.parse(entry));
