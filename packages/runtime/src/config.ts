import { CascadeError } from '@cascade/contracts';
import type { z } from 'zod';

/** One configuration value: where it is read from, what it may be, and what it is for. */
export interface ConfigEntry<T> {
  /** Environment variable, with the unit in its name where there is one. */
  readonly env: string;
  /** Takes the text of the variable (use `z.coerce` for numbers). */
  readonly schema: z.ZodType<T>;
  readonly default: T;
  /** One sentence for the table in the README. */
  readonly describe: string;
  /** Never shown, only whether it is set. */
  readonly secret?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: entries of any value type
export type ConfigDefinition = Readonly<Record<string, ConfigEntry<any>>>;
export type ConfigValues<D extends ConfigDefinition> = {
  readonly [K in keyof D]: D[K] extends ConfigEntry<infer T> ? T : never;
};

export type ConfigSource = 'default' | 'environment' | 'flag';

export interface LoadedConfig<D extends ConfigDefinition> {
  readonly values: ConfigValues<D>;
  readonly sources: Readonly<Record<keyof D, ConfigSource>>;
}

/**
 * Reads a service's configuration once: flags win over the environment, which wins over defaults.
 * An empty variable counts as not set.
 *
 * @throws CascadeError `invalid_config` that names every key at fault with what was expected and what was found
 */
export function loadConfig<const D extends ConfigDefinition>(
  definition: D,
  environment: Readonly<Record<string, string | undefined>>,
  flags: Partial<Record<keyof D, string>> = {},
): LoadedConfig<D> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, ConfigSource> = {};
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(definition)) {
    const flag = flags[key];
    const fromEnvironment = environment[entry.env];
    const text = flag ?? (fromEnvironment === '' ? undefined : fromEnvironment);
    sources[key] = flag !== undefined ? 'flag' : text !== undefined ? 'environment' : 'default';
    if (text === undefined) {
      values[key] = entry.default;
      continue;
    }
    const parsed = entry.schema.safeParse(text);
    if (parsed.success) {
      values[key] = parsed.data;
    } else {
      const found = entry.secret ? 'a value that is kept secret' : JSON.stringify(text);
      problems.push(`${entry.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')} (found ${found})`);
    }
  }
  if (problems.length > 0) throw new CascadeError('invalid_config', problems.join('\n'));
  return { values: values as ConfigValues<D>, sources: sources as LoadedConfig<D>['sources'] };
}

/** The effective values with their sources, one line each, secrets masked: what `--print-config` prints. */
export function describeConfig<D extends ConfigDefinition>(definition: D, config: LoadedConfig<D>): string {
  const rows = Object.entries(definition).map(([key, entry]) => {
    const value = config.values[key];
    const shown = entry.secret
      ? value
        ? '(set)'
        : '(not set)'
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
    return [entry.env, shown, config.sources[key as keyof D]] as const;
  });
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const [nameWidth, valueWidth] = [width(0), width(1)];
  return rows
    .map(([name, value, source]) => `${name.padEnd(nameWidth)}  ${value.padEnd(valueWidth)}  ${source}`)
    .join('\n');
}
