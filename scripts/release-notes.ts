/** `pnpm release-notes`: what a version changed and did, from the registry and the evaluations. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { runCommand } from '../evals/src/command/run-command.ts';
import { baselineOf, judgeCandidate, readRegistry, registryAddress } from '../evals/src/gate/index.ts';
import { releaseNotes } from './release-notes/notes.ts';

const usage = `Usage: pnpm release-notes ID [--baseline ID] [--results FILE]… [--suite NAME] [--gate FILE] [--store ADDRESS] [--out FILE]

  Markdown: what changed, the measured effect by slice, known regressions, what to go back to.
  --baseline  the live bundle of the same kind when left out; --results and --gate as for pnpm gate`;

await runCommand({
  usage,
  parse(argv) {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...{ baseline: text, suite: text, gate: text, store: text, out: text },
        results: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return 'help';
    const [candidate, ...others] = positionals;
    if (candidate === undefined || others.length > 0) throw new Error('Name one entry of the registry.');
    return { ...values, candidate };
  },
  async run({ store, out, ...options }) {
    const registry = await readRegistry(registryAddress(process.env, store));
    const baseline = baselineOf(registry, options);
    const measured = await judgeCandidate(registry, options).catch((error: unknown) => {
      // Without results there still is something to say; results that were named have to be there.
      if (options.results || !CascadeError.is(error)) throw error;
      console.error(error.message);
      return undefined;
    });
    const notes = releaseNotes({ registry, candidate: options.candidate, baseline, measured });
    if (out === undefined) console.log(notes);
    else await writeFile(out, `${notes}\n`);
    return 0;
  },
});
