import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelEntries } from '../registry.ts';
import { compareEntries } from './compare.ts';
import { unplacedModels } from './entries/artifacts.ts';
import { declaredEntries } from './entries/index.ts';
import { type DeclaredEntry, entryStatuses, type RegistryEntry, registryEntrySchema } from './entry-schema.ts';
import type { RegistryEvent } from './events.ts';
import { Registry } from './registry.ts';
import { bundleOf, resolveVersions } from './running.ts';
import { mayBecome } from './status.ts';
import { registryProblems } from './verify-registry.ts';

const who = { by: 'Ada', why: 'a reason', atMs: 1_800_000_000_000 };
const bundle = (name: string, changes: Partial<DeclaredEntry> = {}): RegistryEntry =>
  registryEntrySchema.parse({
    id: `asr/${name}@1`,
    kind: 'asr',
    role: 'bundle',
    description: 'made up',
    licence: 'MIT',
    origin: 'a test',
    artifacts: ['moonshine-tiny-en@0.1.0'],
    initial: { status: 'candidate', by: 'Ada', why: 'new', on: '2026-11-23' },
    ...changes,
  });
const withEvents = (registry: Registry, events: readonly RegistryEvent[]): Registry =>
  events.reduce((grown, event) => grown.with(event), registry);
const live = 'asr/moonshine-two-cuts@1';
const trap = 'asr/moonshine-early-exit-trap@1';

describe('what is declared', () => {
  const registry = new Registry(declaredEntries);

  it('holds every model of the manifest with its hashes, and contradicts itself nowhere', () => {
    expect(unplacedModels).toEqual([]);
    expect(declaredEntries.filter(({ hashes }) => Object.keys(hashes).length > 0).length).toBeGreaterThan(
      modelEntries.length,
    );
    expect(registryProblems(registry)).toEqual([]);
  });

  it('has one live bundle and at least two candidates of each kind to compare, one of them the trap', () => {
    for (const kind of ['asr', 'tts', 'planner', 'end-of-turn'] as const) {
      const bundles = registry.all().filter(({ entry }) => entry.kind === kind && entry.role === 'bundle');
      expect(bundles.filter(({ status }) => status === 'live')).toHaveLength(1);
      expect(bundles.filter(({ status }) => status === 'candidate').length).toBeGreaterThanOrEqual(2);
    }
    expect(registry.all().filter(({ entry }) => entry.id.includes('trap'))).toHaveLength(1);
  });
});

describe('a history', () => {
  it('goes one step at a time, says who and why, and retires what was live before', () => {
    let registry = new Registry(declaredEntries);
    for (const to of ['shadow', 'canary', 'live'] as const) {
      registry = withEvents(registry, registry.planStatus(trap, to, who));
    }
    expect(registry.live('asr')?.entry.id).toBe(trap);
    expect(registry.get(live)).toMatchObject({ status: 'retired', sequence: 1 });
    expect(registry.get(live).history.at(-1)?.why).toBe(`replaced by ${trap}: a reason`);
    expect(registry.get(trap).history.map(({ to }) => to)).toEqual(['candidate', 'shadow', 'canary', 'live']);
    expect(registry.rollbackTarget(trap)?.entry.id).toBe(live);
    const back = withEvents(registry, registry.planStatus(live, 'live', who));
    expect([back.live('asr')?.entry.id, back.get(trap).status]).toEqual([live, 'retired']);
  });

  it('refuses a step that is not allowed, and names those that are', () => {
    const registry = new Registry(declaredEntries);
    expect(() => registry.planStatus(trap, 'live', who)).toThrow(
      /is candidate and may become shadow, retired, not live/,
    );
    expect(() => registry.planStatus('asr/nothing@1', 'shadow', who)).toThrow(/has no entry "asr\/nothing@1"/);
    expect(() => registry.get('moonshine@9')).toThrow(/There are: .*moonshine-tiny-en@0\.1\.0/);
  });

  it('keeps one live bundle of a stage whatever is asked of it', () => {
    const ids = ['asr/a@1', 'asr/b@1', live];
    const step = fc.record({ id: fc.constantFrom(...ids), to: fc.constantFrom(...entryStatuses) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let registry = new Registry([...declaredEntries, bundle('a'), bundle('b')]);
        const events: RegistryEvent[] = [];
        for (const { id, to } of steps) {
          if (!mayBecome(registry.get(id).status, to)) continue;
          const planned = registry.planStatus(id, to, who);
          events.push(...planned);
          registry = withEvents(registry, planned);
        }
        expect(registryProblems(registry)).toEqual([]);
        const again = new Registry([...declaredEntries, bundle('a'), bundle('b')], events);
        expect(again.all()).toEqual(registry.all());
      }),
    );
  });

  it('that contradicts itself is refused', () => {
    const registry = new Registry(declaredEntries);
    const [event] = registry.planStatus(trap, 'shadow', who) as [RegistryEvent];
    expect(() => registry.with({ ...event, sequence: 2 })).toThrow(/lacks event 1/);
    expect(() => registry.with(event).with({ ...event, sequence: 2 })).toThrow(/was shadow and cannot have gone from/);
    expect(() => registry.with({ ...event, entryId: 'asr/nothing@1' })).toThrow(/has a history and no declaration/);
    expect(() => new Registry([bundle('a'), bundle('a')])).toThrow(/declared twice/);
  });

  it('takes new entries as candidates whose parents and artifacts are there, and results', () => {
    const registry = new Registry(declaredEntries);
    const added = withEvents(
      registry,
      registry.planAdd(bundle('new', { lineage: { parent: live, changed: 'x' } }), who),
    );
    expect(added.get('asr/new@1')).toMatchObject({ status: 'candidate', sequence: 1 });
    const results = { suite: 'default', file: 'results.json', sha256: 'a'.repeat(64) };
    const evaluated = withEvents(added, added.planEvaluated('asr/new@1', results, who));
    expect(evaluated.get('asr/new@1').evals).toEqual([results]);
    expect(() => added.planAdd(bundle('new'), who)).toThrow(/in the registry already/);
    expect(() => registry.planAdd(bundle('new', { artifacts: ['nothing@1'] }), who)).toThrow(
      /has no entry "nothing@1"/,
    );
    const born = { status: 'live', by: 'Ada', why: 'x', on: '2026-11-23' } as const;
    expect(() => registry.planAdd(bundle('new', { initial: born }), who)).toThrow(/begins as a candidate/);
    expect(() => registry.planAdd({ ...bundle('new'), licence: '' }, who)).toThrow(/licence/);
  });
});

describe('verification', () => {
  const problemsOf = (...entries: readonly RegistryEntry[]) =>
    registryProblems(new Registry([...declaredEntries, ...entries]));

  it('names what contradicts itself', () => {
    expect(problemsOf(bundle('a', { artifacts: ['nothing@1'] }))).toEqual([
      'asr/a@1 runs nothing@1, which is not in the registry.',
    ]);
    expect(problemsOf(bundle('a', { artifacts: [live] }))[0]).toMatch(/no artifact/);
    expect(problemsOf(bundle('a', { runsAs: ['fast-path@3'] }))).toEqual(['fast-path@3 stands for several entries.']);
    const initial = { status: 'live', by: 'Ada', why: 'x', on: '2026-11-23' } as const;
    expect(problemsOf(bundle('a', { initial }))[0]).toMatch(/Several bundles are live for asr/);
    const [a, b] = ['a', 'b'].map((name) => `asr/${name}@1`) as [string, string];
    const circle = [
      bundle('a', { lineage: { parent: b, changed: 'x' } }),
      bundle('b', { lineage: { parent: a, changed: 'x' } }),
    ];
    expect(problemsOf(...circle)).toEqual([`${a} descends from itself.`, `${b} descends from itself.`]);
  });

  it('notices a hash that is not the manifest’s, and a model that is missing', () => {
    const changed = declaredEntries.map((entry) =>
      entry.id === 'hibari@0.2.1' ? { ...entry, hashes: { ...entry.hashes, 'hibari.onnx': 'f'.repeat(64) } } : entry,
    );
    expect(registryProblems(new Registry(changed))).toEqual([
      'hibari@0.2.1: the hash of hibari.onnx is not that of the manifest.',
    ]);
    const without = declaredEntries.filter(({ id }) => id !== 'silero-vad-v4@0.0.3');
    expect(registryProblems(new Registry(without))[0]).toMatch(/silero-vad-v4@0\.0\.3/);
  });
});

it('compares entries field by field', () => {
  const registry = new Registry(declaredEntries);
  expect(compareEntries(registry.get(live).entry, registry.get(trap).entry)).toEqual([
    { field: 'settings.CASCADE_ASR_FINAL_FROM_PARTIAL', before: undefined, after: 'true' },
    { field: 'settings.CASCADE_ASR_SURE_ENOUGH', before: undefined, after: '-0.4' },
  ]);
  expect(compareEntries(registry.get(live).entry, registry.get(live).entry)).toEqual([]);
});

it('says which entries running versions are, and which nobody registered', () => {
  const versions = { asr: 'moonshine-tiny-en@0.1.0', 'tts.lexicon': 'none', planner: 'gpt-9' };
  expect(resolveVersions(new Registry(declaredEntries), versions).map(({ entryId }) => entryId)).toEqual([
    'moonshine-tiny-en@0.1.0',
    'pronunciations-none@1',
    undefined,
  ]);
});

it('finds the bundle that an environment amounts to, defaults spelled out or not', () => {
  const registry = new Registry(declaredEntries);
  const same = (_: string, left = 'default', right = 'default') => left === right;
  const found = (environment: Record<string, string>) => bundleOf(registry, 'asr', environment, same)?.id;
  expect(found({})).toBe(live);
  const settings = { CASCADE_ASR_FINAL_FROM_PARTIAL: 'true', CASCADE_ASR_SURE_ENOUGH: '-0.4' };
  expect(found(settings)).toBe(trap);
  expect(found({ ...settings, CASCADE_ASR_SURE_ENOUGH: '-0.7' })).toBeUndefined();
  expect(found({ ...settings, CASCADE_ASR_FINAL_CUTS: '1' })).toBeUndefined();
});
