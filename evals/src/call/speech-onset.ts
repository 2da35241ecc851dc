import { amplitudeToDbfs, rms } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';

const frameSamples = inputRateHz / 50;
/** Speech is at most so much quieter than its loudest frame … */
const belowLoudestDb = 25;
/** … and so much louder than the quietest fifth of the recording, which is its room. */
const aboveRoomDb = 10;
/** What comes so long before the rest, a click or the chime of a device, is not part of it. */
const longestGapFrames = 12;

/**
 * Where speech begins in a recording of one utterance, by level alone: the stretch around its loudest frame, as far back as
 * it goes without a pause of 240 ms. Rooms are noisy and devices click before people speak: neither is speech.
 */
export function speechOnset(samples: Float32Array): number {
  const frames = frameLevels(samples);
  if (frames.length === 0) return 0;
  const loudest = frames.indexOf(Math.max(...frames));
  const room = roomDbfs(frames);
  const threshold = Math.max(frames[loudest]! - belowLoudestDb, Math.min(room + aboveRoomDb, frames[loudest]! - 6));
  let onset = loudest;
  for (let frame = loudest; frame >= 0 && onset - frame <= longestGapFrames; frame--) {
    if (frames[frame]! >= threshold) onset = frame;
  }
  return onset * frameSamples;
}

/** How far a recording's loudest frame stands out of its room, in dB: with little, level does not tell where speech ends. */
export function speechAboveRoomDb(samples: Float32Array): number {
  const frames = frameLevels(samples);
  return frames.length === 0 ? 0 : Math.max(...frames) - roomDbfs(frames);
}

function frameLevels(samples: Float32Array): number[] {
  const frames: number[] = [];
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    frames.push(amplitudeToDbfs(rms(samples.subarray(at, at + frameSamples))));
  }
  return frames;
}

const roomDbfs = (frames: readonly number[]): number =>
  frames.toSorted((one, other) => one - other)[Math.floor(frames.length / 5)]!;
