/** `pnpm eval SUITE …`: quality of what is answered. Each suite has its own folder, options and README. */
import { type Command, runCommand } from '../command/run-command.ts';

interface Suite {
  readonly about: string;
  /** Loaded when it is asked for: suites bring models and page builders along. */
  readonly load: () => Promise<Command<unknown>>;
}

const suites: Readonly<Record<string, Suite>> = {
  rag: {
    about: 'questions to a knowledge base, typed, spoken and spoken in noise',
    load: async () => (await import('../rag/command.ts')).ragCommand as Command<unknown>,
  },
};

const usage = `Usage: pnpm eval SUITE [options]

${Object.entries(suites)
  .map(([name, { about }]) => `  ${name.padEnd(8)} ${about}`)
  .join('\n')}

Each says more with --help.`;

const [name = '--help'] = process.argv.slice(2);
const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
if (suite) {
  const { usage: suiteUsage, parse, run } = await suite.load();
  await runCommand({ usage: suiteUsage, parse: ([, ...argv]) => parse(argv), run });
} else {
  await runCommand({ usage, parse: chooseNothing, run: async () => 2 });
}

function chooseNothing(): 'help' {
  if (name === '--help' || name === '-h') return 'help';
  throw new Error(`There is no suite "${name}".`);
}
