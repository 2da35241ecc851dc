import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { withIntermediateOutput } from './onnx-intermediate.ts';
import { type LocateFile, readJson, VOICE_FILES } from './voice-files.ts';
import type { SpectralParts } from './waveform/spectral-synthesis.ts';

/** The graph's own count of time steps for each phoneme id, before it stretches them into frames. */
const DURATIONS = '/Cast_32_output_0';
const FRAMES_PER_STEP = 2;
/** The id in front of and behind every run: silence. */
const SILENCE_ID = 0;

export interface AcousticFrames {
  readonly parts: SpectralParts;
  /** Frames of the silence in front. */
  readonly leadingFrames: number;
  /** Frames of each character of the phoneme string; 0 for characters that the model does not know. */
  readonly characterFrames: readonly number[];
}

export interface AcousticModel {
  /** Reads a phoneme string (at most 400 characters); `speed` 1 is the voice's own pace. */
  run(phonemes: string, speed: number): Promise<AcousticFrames>;
}

export async function loadAcousticModel(locate: LocateFile): Promise<AcousticModel> {
  const ids = new Map(Object.entries(await readJson<Record<string, number>>(locate(VOICE_FILES.phonemeIds))));
  const model = withIntermediateOutput(await readFile(locate(VOICE_FILES.acousticModel)), DURATIONS);
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return {
    async run(phonemes, speed) {
      const characters = [...phonemes];
      const known = characters.map((character) => ids.get(character)).filter((id) => id !== undefined);
      const input = BigInt64Array.from([SILENCE_ID, ...known, SILENCE_ID], BigInt);
      const outputs = await session.run({
        ids: new Tensor('int64', input, [1, input.length]),
        speed: new Tensor('float32', Float32Array.of(speed), [1]),
      });
      const values = (name: string) => outputs[name]!.data as Float32Array;
      const frameCounts = Array.from(
        outputs[DURATIONS]!.data as BigInt64Array,
        (steps) => Number(steps) * FRAMES_PER_STEP,
      );
      let next = 1;
      return {
        parts: {
          frames: outputs.f0!.dims[1]!,
          harmonicLogGain: values('lh'),
          harmonicTurn: values('theta'),
          noiseLogGain: values('ln'),
          freeLogGain: values('lr'),
          freePhase: values('phi'),
          pitchHz: values('f0'),
        },
        leadingFrames: frameCounts[0]!,
        characterFrames: characters.map((character) => (ids.has(character) ? frameCounts[next++]! : 0)),
      };
    },
  };
}
