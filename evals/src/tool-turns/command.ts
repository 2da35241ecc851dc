import { printable } from '@cascade/budget';
import { toolCommands } from '@cascade/planner';
import type { Command } from '../command/run-command.ts';
import { parseToolArguments, type ToolArguments, usage } from './arguments.ts';
import { clientFunctions, humanCommands } from './human-commands.ts';
import { openListening } from './listening.ts';
import { reportOf, textReport } from './report.ts';
import { runTurns } from './run-turns.ts';
import { humanTurns, type SpokenTurn, synthesizedTurns } from './turn-set.ts';

/** `pnpm eval tools`: see `arguments.ts` for its options and README.md for what it measures. */
export const toolCommand: Command<ToolArguments> = { usage, parse: parseToolArguments, run: runTools };

/** Says everything, prints the report and gives back the exit code. */
async function runTools(options: ToolArguments, signal: AbortSignal): Promise<0 | 1> {
  const turns = chosen(turnsOf(options), options);
  const listening = await openListening(options.cache, options.parallel);
  try {
    const onProgress = (done: number, of: number) => {
      if (done % 50 === 0 || done === of) process.stderr.write(`${done} of ${of} turns\n`);
    };
    const report = reportOf(await runTurns(turns, { ...options, listening, onProgress, signal }), options);
    console.log(options.json ? JSON.stringify(report) : textReport(report).split('\n').map(printable).join('\n'));
    return report.reached ? 0 : 1;
  } finally {
    await listening.close();
  }
}

function turnsOf(options: ToolArguments): SpokenTurn[] {
  const commands = toolCommands();
  return options.groups.flatMap((group) => {
    if (group !== 'human') return synthesizedTurns(commands, group, options);
    const said = humanCommands();
    if (said) return humanTurns(said, clientFunctions());
    process.stderr.write('human: left out, there are no clips at ../shared/speech beside this repository.\n');
    return [];
  });
}

function chosen(turns: readonly SpokenTurn[], { split, limit }: ToolArguments): SpokenTurn[] {
  const ofSplit = turns.filter((turn) => split === 'all' || turn.split === split);
  const count = Math.min(limit, ofSplit.length);
  // Spread over the set, so that few turns are of all kinds.
  return Array.from({ length: count }, (_, index) => ofSplit[Math.floor((index * ofSplit.length) / count)]!);
}
