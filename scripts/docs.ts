/** `pnpm docs` writes the pages of `docs/` that are made from code, and the figures of the README from stored results; with `--check` it only says whether they are current. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const generators = ['docs/protocol.ts', 'docs/data-contract.ts', '../evals/src/measured/main.ts'];

for (const generator of generators) {
  const path = fileURLToPath(new URL(generator, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
