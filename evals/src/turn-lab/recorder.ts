/** Opens what clips are recorded with, and keeps every recording by what it was made of. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
import { createSmartTurnModel, smartTurnEngineSpec } from '@cascade/turn';
import { createVadStage } from '@cascade/vad';
import { type LabClip, type RecordingParts, recordClip } from './record-clip.ts';
import { type RecordedClip, type RecordedPause, recordedClipSchema } from './recorded-clip.ts';

/** Raised when the same clip and models would be recorded otherwise. */
const recordingVersion = 2;

export interface OpenParts extends RecordingParts {
  close(): Promise<void>;
}

/** The stages as the service opens them. @throws CascadeError `model_missing` or `model_corrupt` */
export async function openRecordingParts(): Promise<OpenParts> {
  const [recognizer, endOfTurn] = await Promise.all([
    resolveModel('moonshine-tiny-en'),
    resolveModel('smart-turn-v3.2'),
  ]);
  const engines = [moonshineEngineSpec(recognizer), smartTurnEngineSpec(endOfTurn)];
  const pool = await createInferencePool({ name: 'turn-lab', workers: 1, engines });
  const vad = await createVadStage();
  const asr = createAsrStage({ engine: createMoonshineEngine({ pool, registryId: recognizer.registryId }) });
  return {
    vad,
    asr,
    endOfTurn: createSmartTurnModel({ pool, registryId: endOfTurn.registryId }),
    async close() {
      await Promise.all([vad.close?.(), asr.close?.()]);
      await pool.close();
    },
  };
}

export interface RecorderOptions {
  /** Where recordings are kept between runs. */
  readonly cacheFolder: string;
  /** Record again what is there already. */
  readonly fresh: boolean;
  readonly onProgress: (clip: LabClip, done: number) => void;
  readonly signal: AbortSignal;
}

/** Records every clip that is not kept yet. The models are opened only when they are needed. */
export async function recordClips(clips: readonly LabClip[], options: RecorderOptions): Promise<RecordedClip[]> {
  const { cacheFolder, fresh, onProgress, signal } = options;
  await mkdir(cacheFolder, { recursive: true });
  const versions = await modelVersions();
  let parts: OpenParts | undefined;
  const recorded: RecordedClip[] = [];
  try {
    for (const clip of clips) {
      signal.throwIfAborted();
      const file = join(cacheFolder, `${contentKey(clip, versions)}.json`);
      const kept = await readKept(file);
      if (kept && !fresh) {
        recorded.push({ ...kept, id: clip.id, slices: [...clip.slices], group: clip.group });
      } else {
        parts ??= await openRecordingParts();
        const made = withShorterTimes(await recordClip(clip, parts, signal), kept);
        await writeFile(file, `${JSON.stringify(made)}\n`);
        recorded.push(made);
      }
      onProgress(clip, recorded.length);
    }
  } finally {
    await parts?.close();
  }
  return recorded;
}

/** Whatever else a machine did while it recorded makes times longer, never shorter. */
function withShorterTimes(made: RecordedClip, before: RecordedClip | undefined): RecordedClip {
  const shorter = (pause: RecordedPause, index: number) =>
    Math.min(pause.finalMs, before?.pauses[index]?.finalMs ?? pause.finalMs);
  return { ...made, pauses: made.pauses.map((pause, index) => ({ ...pause, finalMs: shorter(pause, index) })) };
}

async function modelVersions(): Promise<readonly string[]> {
  const models = await Promise.all([
    resolveModel('silero-vad-v6'),
    resolveModel('moonshine-tiny-en'),
    resolveModel('smart-turn-v3.2'),
  ]);
  return models.map(({ registryId }) => registryId);
}

function contentKey({ samples }: LabClip, versions: readonly string[]): string {
  const hash = createHash('sha256').update(`${recordingVersion} ${versions.join(' ')} `);
  return hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)).digest('hex');
}

/** A file that is not there, or is none of ours, is made again. */
async function readKept(file: string): Promise<RecordedClip | undefined> {
  try {
    return recordedClipSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
