import { dbfsToAmplitude } from '@cascade/audio';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import { mixInto } from '../sounds/filters.ts';
import {
  activeLevelDbfs,
  atLevel,
  babble,
  crowd,
  hum,
  keyboardClicks,
  otherVoice,
  pinkNoise,
  seededRandom,
} from '../sounds/index.ts';
import { fromAfar } from './far-microphone.ts';
import type { Saying } from './saying.ts';

/** Nobody speaks at the very beginning of a recording, and the voice activity detection needs an end. */
const beforeMs = 400;
const afterMs = 900;
const noiseDbfs = -30;

/**
 * What the microphone gives when a text is said like that.
 *
 * @param voice the synthesized text, 24 kHz
 * @returns 16 kHz, silence or noise around the speech
 */
export function recordSaying(voice: Float32Array, saying: Saying): Float32Array {
  const { voiceRatio, levelDbfs, reverberationMs, noise, seed } = saying;
  const said = otherVoice(voice, outputRateHz, voiceRatio);
  const heard = reverberationMs === undefined ? said : fromAfar(said, reverberationMs, seed);
  const speech = atLevel(heard, levelDbfs);
  const [before, after] = [beforeMs, afterMs].map((ms) => Math.round((ms * inputRateHz) / 1000)) as [number, number];
  const recorded = new Float32Array(before + speech.length + after);
  mixInto(recorded, speech, before);
  if (noise) {
    const sound = noiseOf(noise.kind, (recorded.length * 1000) / inputRateHz, `${seed} ${noise.kind}`, said);
    // From the level that the speech has, which its peaks may keep below the one that was asked for.
    const wantedDbfs = activeLevelDbfs(speech) - noise.snrDb;
    mixInto(recorded, sound, 0, dbfsToAmplitude(wantedDbfs - noiseDbfs));
  }
  return recorded.map((sample) => Math.max(-1, Math.min(1, sample)));
}

/** At `noiseDbfs`. @param voice turned round, it is somebody else's talk */
function noiseOf(kind: NonNullable<Saying['noise']>['kind'], ms: number, seed: string, voice: Float32Array) {
  const random = seededRandom(seed);
  switch (kind) {
    case 'pink':
      return atLevel(pinkNoise(random, ms), noiseDbfs);
    case 'babble':
      return atLevel(babble(random, ms), noiseDbfs);
    case 'crowd':
      return atLevel(crowd(random, [voice, voice, voice, voice], ms), noiseDbfs);
    case 'hum-and-keys': {
      const sound = atLevel(keyboardClicks(random, ms), noiseDbfs);
      mixInto(sound, atLevel(hum(random, ms), noiseDbfs), 0);
      return atLevel(sound, noiseDbfs);
    }
  }
}
