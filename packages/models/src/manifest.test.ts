import { CascadeError } from '@cascade/contracts';
import { describe, expect, it } from 'vitest';
import { findModel, modelEntries, registryIdOf, selectModels } from './registry.ts';
import { resolveModel } from './resolve.ts';

describe('the manifest', () => {
  it('names every model once, and every file of a model once', () => {
    expect(new Set(modelEntries.map((entry) => entry.id)).size).toBe(modelEntries.length);
    for (const entry of modelEntries) {
      expect(new Set(entry.files.map((file) => file.name)).size).toBe(entry.files.length);
    }
  });

  it('pins the same file to the same bytes wherever it is named', () => {
    const bytesOf = new Map<string, number>();
    for (const file of modelEntries.flatMap((entry) => entry.files)) {
      expect(bytesOf.get(file.sha256) ?? file.bytes).toBe(file.bytes);
      bytesOf.set(file.sha256, file.bytes);
    }
  });

  it('renames only files that the model has', () => {
    for (const entry of modelEntries) {
      const names = entry.files.map((file) => file.name);
      for (const source of entry.sources) {
        if ('renamed' in source) expect(names).toEqual(expect.arrayContaining(Object.keys(source.renamed ?? {})));
      }
    }
  });

  it('lets only models that allow it be fetched by default', () => {
    const ids = selectModels(undefined).map((entry) => entry.id);
    expect(ids).toContain('moonshine-tiny-en');
    expect(ids).not.toContain('minilm-l6-v2');
    expect(selectModels(['minilm-l6-v2', 'minilm-l6-v2@0.1.0']).map((entry) => entry.id)).toEqual(['minilm-l6-v2']);
  });

  it('finds a model by id and by registry id, and says what there is otherwise', () => {
    const entry = findModel('hibari');
    expect(registryIdOf(entry)).toBe('hibari@0.2.1');
    expect(findModel('hibari@0.2.1')).toBe(entry);
    expect(() => findModel('hibari@9')).toThrow(CascadeError);
    expect(() => findModel('nothing')).toThrow('silero-vad-v6');
  });
});

describe('the default models', () => {
  it.each(selectModels(undefined).map((entry) => entry.id))('%s is here and right', async (id) => {
    const model = await resolveModel(id);
    expect(model.registryId).toBe(`${id}@${model.version}`);
  });
});
