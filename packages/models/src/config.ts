import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CascadeError } from '@cascade/contracts';

export interface ModelsConfig {
  /** Where model files lie. */
  readonly directory: string;
  /** A folder or an http(s) address laid out like the model directory, tried before every other source. */
  readonly mirror: string | undefined;
  /** Handed to the package managers' clients, which have settings of their own in it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The one place of this package that reads the environment. @throws CascadeError `invalid_config` */
export function readModelsConfig(
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): ModelsConfig {
  const directory = environment.CASCADE_MODELS_DIR || join(cacheFolder(environment, platform), 'cascade', 'models');
  const mirror = environment.CASCADE_MODELS_MIRROR || undefined;
  return {
    directory: resolve(directory),
    mirror: mirror === undefined ? undefined : checkMirror(mirror),
    environment,
  };
}

function cacheFolder(environment: Environment, platform: NodeJS.Platform): string {
  if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (platform === 'win32') return environment.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}

function checkMirror(mirror: string): string {
  if (/^https?:\/\//i.test(mirror)) return mirror.replace(/\/+$/, '');
  const folder = resolve(mirror);
  if (!existsSync(folder)) {
    throw new CascadeError(
      'invalid_config',
      `CASCADE_MODELS_MIRROR: expected a folder that exists or an http(s) address, found "${mirror}"`,
    );
  }
  return folder;
}
