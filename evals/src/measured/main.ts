/**
 * `node evals/src/measured/main.ts [--newest | --check]`: writes the figures of the README from the results that the repository
 * keeps, or compares them. `--newest` quotes the newest run of each suite from then on.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { declaredEntries, Registry } from '@cascade/models';
import { type SuiteName, suiteNames } from '../suites/suites.ts';
import { costBlock } from './cost.ts';
import { latencyBlock, manySessionsBlock } from './latency.ts';
import { abilitiesBlock, qualityBlock } from './quality.ts';
import { type KeptResults, newestRuns, quotedRuns, readKeptResults } from './results.ts';

const readmePage = new URL('../../../README.md', import.meta.url);

/** What stands between `<!-- measured: NAME -->` and `<!-- /measured -->`. */
export const measuredBlocks: Readonly<Record<string, (results: KeptResults) => string>> = {
  latency: latencyBlock,
  'many-sessions': manySessionsBlock,
  quality: qualityBlock,
  abilities: abilitiesBlock,
  cost: costBlock,
};

/** @throws Error that names a block that is unknown, missing or not closed */
export function writeMeasured(readme: string, blocks: Readonly<Record<string, string>>): string {
  const missing = new Set(Object.keys(blocks));
  const written = readme.replace(
    /(<!-- measured: ([\w-]+) -->\n)([\s\S]*?)(<!-- \/measured -->|$)/g,
    (_, open: string, name: string, _old: string, close: string) => {
      if (!Object.hasOwn(blocks, name)) throw new Error(`README.md: no figures are called "${name}".`);
      if (close === '') throw new Error(`README.md: the figures "${name}" are not closed by <!-- /measured -->.`);
      missing.delete(name);
      return `${open}\n${blocks[name]}\n\n${close}`;
    },
  );
  if (missing.size > 0) throw new Error(`README.md has no place for the figures: ${[...missing].join(', ')}.`);
  return written;
}

/** The README with the figures of the results in the repository. */
export async function renderReadme(readme: string): Promise<string> {
  const results = await readKeptResults(liveEntries());
  const blocks = Object.entries(measuredBlocks).map(([name, render]) => [name, render(results)]);
  return writeMeasured(readme, Object.fromEntries(blocks));
}

function liveEntries(): Record<SuiteName, string> {
  const registry = new Registry(declaredEntries);
  const live = suiteNames.map((name) => [name, registry.live(name)!.entry.id]);
  return Object.fromEntries(live) as Record<SuiteName, string>;
}

if (import.meta.main) {
  if (process.argv.includes('--newest')) {
    writeFileSync(quotedRuns, `${JSON.stringify(await newestRuns(liveEntries()), null, 2)}\n`);
  }
  const readme = readFileSync(readmePage, 'utf8');
  const written = await renderReadme(readme);
  if (!process.argv.includes('--check')) {
    writeFileSync(readmePage, written);
  } else if (written !== readme) {
    console.error('The figures of README.md are not those of evals/results: run node evals/src/measured/main.ts');
    process.exit(1);
  }
}
