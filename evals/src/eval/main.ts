/** `pnpm eval SUITE …`: quality of what is answered. Each suite has its own folder, options and README. */
import { type Command, runCommand } from '../command/run-command.ts';
import type { SuiteName } from '../suites/suites.ts';

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
  tools: {
    about: 'spoken commands, and what the tools then did',
    load: async () => (await import('../tool-turns/command.ts')).toolCommand as Command<unknown>,
  },
  safety: {
    about: 'attacks by documents, results of tools, hidden characters and speech',
    load: async () => (await import('../safety/command.ts')).safetyCommand as Command<unknown>,
  },
  asr: {
    about: 'recordings to the recognizer: errors by slice, entities, time, cost; two entries compared',
    load: () => suiteOf('asr'),
  },
  tts: {
    about: 'texts to the voice: whether they are understood, pronunciation, time, cost',
    load: () => suiteOf('tts'),
  },
  planner: {
    about: 'commands and questions as text to the planner: right, refused, time, cost',
    load: () => suiteOf('planner'),
  },
  'end-of-turn': {
    about: 'recorded turns to the turn manager: cut off, or kept waiting',
    load: () => suiteOf('end-of-turn'),
  },
  all: {
    about: 'these four, live entries',
    load: () => everySuite('full'),
  },
  smoke: {
    about: 'a few items of each of them, in a minute or two',
    load: () => everySuite('smoke'),
  },
  'self-check': {
    about: 'the comparison itself: false alarms of an entry against itself, and a planted regression',
    load: async () => (await import('../suites/self-check/command.ts')).selfCheckCommand as Command<unknown>,
  },
};

async function suiteOf(name: SuiteName): Promise<Command<unknown>> {
  return (await import('../suites/command.ts')).suiteCommand(name) as Command<unknown>;
}

async function everySuite(size: 'full' | 'smoke'): Promise<Command<unknown>> {
  return (await import('../suites/command.ts')).everySuiteCommand(size) as Command<unknown>;
}

const usage = `Usage: pnpm eval SUITE [options]

${Object.entries(suites)
  .map(([name, { about }]) => `  ${name.padEnd(11)} ${about}`)
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
