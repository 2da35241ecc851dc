import type { ModelEntry } from '../../manifest-schema.ts';
import { modelEntries, registryIdOf } from '../../registry.ts';
import type { DeclaredEntry, EntryKind } from '../entry-schema.ts';

/** What the manifest's models are for. A model of the manifest that is not here is refused by a test. */
const kinds: Readonly<Record<string, EntryKind>> = {
  'silero-vad-v4': 'vad',
  'silero-vad-v5': 'vad',
  'silero-vad-v6': 'vad',
  'moonshine-tiny-en': 'asr',
  'moonshine-tiny-js': 'asr',
  'smart-turn-v3.2': 'end-of-turn',
  'smollm2-135m-q4_1': 'planner',
  hibari: 'voice',
  'minilm-l6-v2': 'embeddings',
  'sample-speech': 'fixture',
};

/** The others wait for a bundle that runs them. */
const running: readonly string[] = [
  'silero-vad-v6',
  'moonshine-tiny-en',
  'smart-turn-v3.2',
  'smollm2-135m-q4_1',
  'hibari',
  'minilm-l6-v2',
  'sample-speech',
];

/** Later files of the same weights or of the same family. */
const lineage: Readonly<Record<string, NonNullable<DeclaredEntry['lineage']>>> = {
  'silero-vad-v5': { parent: 'silero-vad-v4@0.0.3', changed: 'frames of 32 ms instead of 96, trained anew' },
  'silero-vad-v6': { parent: 'silero-vad-v5@0.0.31', changed: 'trained anew, same interface' },
  'moonshine-tiny-js': { parent: 'moonshine-tiny-en@0.1.0', changed: 'other quantization: smaller files' },
};

export const artifactOfModel = (model: ModelEntry): DeclaredEntry => ({
  id: registryIdOf(model),
  kind: kinds[model.id] ?? 'settings',
  role: 'artifact',
  description: model.purpose,
  licence: model.licence,
  origin: model.origin,
  hashes: Object.fromEntries(model.files.map(({ name, sha256 }) => [name, sha256])),
  ...(lineage[model.id] ? { lineage: lineage[model.id] } : {}),
  initial: {
    status: running.includes(model.id) ? 'live' : 'candidate',
    by: 'maintainers',
    why: running.includes(model.id) ? 'runs by default' : 'pinned to be compared',
    on: '2026-11-22',
  },
});

export const unplacedModels = modelEntries.filter(({ id }) => kinds[id] === undefined).map(({ id }) => id);
export const modelArtifacts: readonly DeclaredEntry[] = modelEntries.map(artifactOfModel);
