/** `pnpm turn-lab`: how soon turns are ended against how often speakers are cut off. See `arguments.ts` for its options. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command/run-command.ts';
import { renderChart } from '../plots/render-chart.ts';
import { type LabArguments, parseLabArguments, usage } from './arguments.ts';
import { drawChart } from './chart.ts';
import { crossValidate } from './cross-validation.ts';
import { loadRecordings, writeRecordings } from './recordings.ts';
import { renderClips, renderTables, renderValidation } from './report.ts';
import { sweep } from './sweep.ts';

const folds = 5;

async function run(options: LabArguments, signal: AbortSignal): Promise<number> {
  const say = (text: string) => void process.stderr.write(text);
  const clips = await loadRecordings(options, { say, isTerminal: process.stderr.isTTY === true, signal });
  if (options.recordFile !== undefined) await writeRecordings(options.recordFile, clips);
  const result = sweep(clips);
  const validation = options.validate ? crossValidate(clips, folds) : undefined;
  const text = [
    renderTables(result),
    ...(validation ? [renderValidation(validation)] : []),
    ...(options.listClips ? [renderClips(result)] : []),
  ].join('\n\n');
  const json = JSON.stringify({ ...result, ...(validation ? { validation } : {}) }, null, 1);
  const { option, width, height } = drawChart(result);
  await mkdir(options.outFolder, { recursive: true });
  const write = (name: string, content: string) => writeFile(join(options.outFolder, name), `${content}\n`);
  await write('turn-lab.svg', renderChart(option, { width, height }));
  await write('turn-lab.md', text);
  await write('turn-lab.json', json);
  if (options.json) console.log(json);
  else console.log(`${text}\n\nWritten to ${options.outFolder}: turn-lab.svg, turn-lab.md, turn-lab.json`);
  return 0;
}

await runCommand({ usage, parse: parseLabArguments, run });
