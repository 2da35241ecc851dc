import type { RegistryEntryView } from '@cascade/contracts';

const first = { at: '2026-11-22T00:00:00.000Z', from: null, by: 'maintainers' };
const plain = {
  licence: 'Apache-2.0',
  origin: 'Cascade',
  lineage: null,
  artifacts: [],
  settings: {},
  hashes: {},
  evals: [],
};

/** A registry as small as it can be with one of everything. */
export const scriptedRegistry: readonly RegistryEntryView[] = [
  {
    ...plain,
    id: 'recognizer@1.0.0',
    kind: 'asr',
    role: 'artifact',
    description: 'speech recognition, English',
    status: 'live',
    runs_here: true,
    hashes: { 'encoder.ort': 'ab'.repeat(32) },
    history: [{ ...first, to: 'live', why: 'runs by default' }],
  },
  {
    ...plain,
    id: 'asr/two-cuts@1',
    kind: 'asr',
    role: 'bundle',
    description: 'finals from two cuts of the audio',
    status: 'live',
    runs_here: true,
    artifacts: ['recognizer@1.0.0'],
    evals: [{ suite: 'asr', file: 'evals/results/runs/asr.json', sha256: 'cd'.repeat(32) }],
    history: [{ ...first, to: 'live', why: 'one point better than any single cut' }],
  },
  {
    ...plain,
    id: 'asr/one-cut@1',
    kind: 'asr',
    role: 'bundle',
    description: 'finals from a single cut: cheaper, worse in noise',
    status: 'shadow',
    runs_here: false,
    lineage: { parent: 'asr/two-cuts@1', changed: 'one decoding instead of two' },
    artifacts: ['recognizer@1.0.0'],
    settings: { CASCADE_ASR_FINAL_CUTS: '1' },
    history: [
      { ...first, to: 'candidate', why: 'half of the decoding' },
      { at: '2026-11-23T10:00:00.000Z', from: 'candidate', to: 'shadow', by: 'Ada', why: 'the gate is green' },
    ],
  },
];
