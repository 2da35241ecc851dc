import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { readModelsConfig } from './config.ts';

describe('configuration', () => {
  it('puts models where the variable says, or in the cache folder of the platform', () => {
    expect(readModelsConfig({ CASCADE_MODELS_DIR: 'somewhere' }).directory).toBe(resolve('somewhere'));
    expect(readModelsConfig({ XDG_CACHE_HOME: '/cache' }, 'linux').directory).toBe('/cache/cascade/models');
    expect(readModelsConfig({}, 'linux').directory).toMatch(/\.cache[/\\]cascade[/\\]models$/);
    expect(readModelsConfig({}, 'darwin').directory).toMatch(/Library[/\\]Caches[/\\]cascade[/\\]models$/);
    expect(readModelsConfig({ LOCALAPPDATA: '/local' }, 'win32').directory).toBe('/local/cascade/models');
    expect(readModelsConfig({}, 'win32').directory).toMatch(/AppData[/\\]Local[/\\]cascade[/\\]models$/);
  });

  it('takes a mirror that is an address or a folder that exists', async () => {
    const folder = await temporaryFolder();
    expect(readModelsConfig({ CASCADE_MODELS_MIRROR: folder }).mirror).toBe(folder);
    expect(readModelsConfig({ CASCADE_MODELS_MIRROR: 'http://models.local/all/' }).mirror).toBe(
      'http://models.local/all',
    );
    expect(readModelsConfig({ CASCADE_MODELS_MIRROR: '' }).mirror).toBeUndefined();
    expect(() => readModelsConfig({ CASCADE_MODELS_MIRROR: join(folder, 'none') })).toThrow('CASCADE_MODELS_MIRROR');
  });
});
