import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWav } from '@cascade/audio';
import { printable } from '@cascade/budget';
import { replyRateHz, type TalkedClip, talkClip, wordErrorRate } from '@cascade/client';
import { CascadeError, type Clock } from '@cascade/contracts';
import type { TalkArguments } from './arguments.ts';
import { type ListedClip, listClips, loadClip } from './clip-list.ts';
import { clipReport, printedRecord, type ReportedClip, summaryReport } from './clip-report.ts';
import { LiveReport, type ReportTarget } from './live-report.ts';
import { type OwnService, startOwnService } from './own-service.ts';

export interface TalkSurroundings {
  readonly clock: Clock;
  readonly output: ReportTarget;
  readonly errorOutput: ReportTarget;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Says one clip; the client package's by default. */
  readonly talk?: typeof talkClip;
  readonly startService?: (options: { signal: AbortSignal }) => Promise<OwnService>;
}

/** Runs `pnpm talk` and gives back the exit code. */
export async function runTalk(options: TalkArguments, around: TalkSurroundings): Promise<0 | 1 | 2 | 130> {
  const { clock, output, errorOutput, signal } = around;
  const complain = (message: string) => errorOutput.write(`${printable(message)}\n`);
  const { clips, problems } = await listClips(options.files, options.manifest);
  for (const problem of problems) complain(problem);
  const { usable, unusable } = await withoutUnusable(clips.slice(0, options.limit));
  for (const reason of unusable) complain(reason);
  const badInput = problems.length + unusable.length > 0;
  if (usable.length === 0) {
    if (!badInput) complain('There is no clip to say.');
    return 2;
  }

  const done: ReportedClip[] = [];
  let service: OwnService | undefined;
  try {
    if (options.outFolder !== undefined)
      await writing(options.outFolder, mkdir(options.outFolder, { recursive: true }));
    if (options.server === undefined) service = await (around.startService ?? startOwnService)({ signal });
    for (const [index, listed] of usable.entries()) {
      const clip = await loadClip(listed);
      const report = options.json ? undefined : new LiveReport(output, clock.nowMs());
      if (!options.json) output.write(`${index > 0 ? '\n' : ''}── ${printable(heading(listed, clip))} ──\n`);
      else if (errorOutput.isTerminal) errorOutput.write(`${index + 1}/${usable.length} ${printable(listed.id)}\n`);
      const talked = await (around.talk ?? talkClip)(clip, {
        url: service?.url ?? options.server ?? '',
        ...(options.key === undefined ? {} : { key: options.key }),
        clock,
        signal,
        device: { client: 'pnpm talk' },
        onEvent: (event, atMs) => report?.observe(event, atMs),
      });
      if (signal.aborted) return 130;
      const reported = reportOf(talked, listed);
      done.push(reported);
      const text = options.json ? JSON.stringify(printedRecord(reported)) : clipReport(reported);
      output.write(`${text}\n`);
      await saveReply(options.outFolder, listed.id, talked);
    }
  } catch (error) {
    if (signal.aborted) return 130;
    // What goes wrong within a conversation is in its record: this is about reaching a service at all, or about the disk.
    if (!CascadeError.is(error)) throw error;
    errorOutput.write(`${error.message.split('\n').map(printable).join('\n')}\n`);
    return 2;
  } finally {
    await service?.stop();
  }
  if (!options.json && done.length > 1) output.write(`\n${summaryReport(done)}\n`);
  if (badInput) return 2;
  return done.some(({ record }) => record.error !== undefined) ? 1 : 0;
}

/** Reads every file once before the first is said: a typing error should not come to light after twenty minutes. */
async function withoutUnusable(clips: readonly ListedClip[]) {
  const usable: ListedClip[] = [];
  const unusable: string[] = [];
  for (const clip of clips) {
    try {
      await loadClip(clip);
      usable.push(clip);
    } catch (error) {
      if (!CascadeError.is(error)) throw error;
      unusable.push(error.message);
    }
  }
  return { usable, unusable };
}

function heading({ id }: ListedClip, clip: { samples: Float32Array; sampleRateHz: number }): string {
  return `${id} (${(clip.samples.length / clip.sampleRateHz).toFixed(1)} s)`;
}

function reportOf({ record }: TalkedClip, { reference }: ListedClip): ReportedClip {
  if (reference === undefined) return { record };
  return { record, reference, wordErrors: wordErrorRate(reference, record.final_transcript) };
}

async function saveReply(folder: string | undefined, id: string, { replySamples }: TalkedClip): Promise<void> {
  if (folder === undefined || replySamples.length === 0) return;
  const file = join(folder, `${id}.wav`);
  await writing(file, writeFile(file, writeWav(replySamples, replyRateHz)));
}

async function writing(path: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CascadeError('invalid_file', `${path}: cannot be written (${reason})`, { cause: error });
  }
}
