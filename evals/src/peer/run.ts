import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { startOwnService } from '../../../scripts/talk/own-service.ts';
import { type BenchClip, chooseClips, loadClips, speechMs } from '../bench/clips.ts';
import { describeMachine, readMachine } from '../bench/machine.ts';
import { speechAboveRoomDb } from '../call/speech-onset.ts';
import { seededRandom } from '../sounds/index.ts';
import type { PeerArguments } from './arguments.ts';
import { type ComparedTurn, compare, renderComparison } from './comparison.ts';
import { type OpenLine, openCascadeLine, openPcmLine } from './line.ts';
import { measureTurn } from './measure-turn.ts';

/** Neither a word nor a speech: what one says to an assistant. */
const clipLengthMs = [1000, 6000] as const;
/** In a noisy recording, level does not tell where speech ends: a system that hears better would be measured as too early. */
const aboveRoomDb = 30;
/** Said to both before anything is measured. */
const warmUpTurns = 1;

/** Compares, writes the report and gives back the exit code. */
export async function runComparison(options: PeerArguments, signal: AbortSignal): Promise<0 | 1 | 130> {
  const clips = chosenClips(options);
  await mkdir(options.outFolder, { recursive: true });
  const own = options.url === undefined ? await startOwnService({ signal }) : undefined;
  try {
    const lines = {
      cascade: openCascadeLine(own?.url ?? options.url!, options.key),
      peer: openPcmLine(options.peerUrl),
    };
    const turns = await sayInTurns(clips, lines, [own?.pid, ...options.peerPids], options.seed, signal);
    if (signal.aborted) return 130;
    const comparison = compare(turns);
    const results = { machine: describeMachine(), seed: options.seed, ...comparison, turns };
    await writeFile(join(options.outFolder, 'peer.json'), `${JSON.stringify(results, null, 1)}\n`);
    await writeFile(join(options.outFolder, 'peer.md'), `${renderComparison(comparison)}\n`);
    console.log(options.json ? JSON.stringify(results) : renderComparison(comparison));
    return comparison.cascade.answered > 0 && comparison.peer.answered > 0 ? 0 : 1;
  } finally {
    await own?.stop();
  }
}

/** @throws CascadeError when no clip is of a length that tells something, and so free of noise that its end can be told */
function chosenClips({ manifest, turns, seed }: PeerArguments): BenchClip[] {
  const [shortest, longest] = clipLengthMs;
  const usable = loadClips(manifest).filter(
    (clip) => speechMs(clip) >= shortest && speechMs(clip) <= longest && speechAboveRoomDb(clip.samples) >= aboveRoomDb,
  );
  if (usable.length === 0) {
    const wanted = `${shortest} to ${longest} ms of speech that stands ${aboveRoomDb} dB out of its room`;
    throw new CascadeError('invalid_file', `No clip of the manifest has ${wanted}.`);
  }
  return chooseClips(usable, turns, seed);
}

/** Whoever begins changes with every clip, so that what changes slowly on the machine hits both alike. */
async function sayInTurns(
  clips: readonly BenchClip[],
  lines: Readonly<Record<ComparedTurn['system'], OpenLine>>,
  pids: readonly (number | undefined)[],
  seed: string,
  signal: AbortSignal,
): Promise<ComparedTurn[]> {
  const measuring = { clock: systemClock, readMachine: () => readMachine(...pids) };
  const random = seededRandom(`${seed}/phase`);
  const turns: ComparedTurn[] = [];
  for (const [index, clip] of [...clips.slice(0, warmUpTurns), ...clips].entries()) {
    const phase = random.between(0, 1);
    const order = index % 2 === 0 ? (['cascade', 'peer'] as const) : (['peer', 'cascade'] as const);
    for (const system of order) {
      if (signal.aborted) return turns;
      const turn = { clip: clip.id, system, ...(await measureTurn(lines[system], clip, { ...measuring, phase })) };
      if (index >= warmUpTurns) turns.push(turn);
      const delay = turn.voiceToVoiceMs === null ? turn.outcome : `${Math.round(turn.voiceToVoiceMs)} ms`;
      process.stderr.write(
        `${printable(`${index}/${clips.length}  ${clip.id}  ${system}  ${delay}  ${turn.problem ?? ''}`)}\n`,
      );
    }
  }
  return turns;
}
