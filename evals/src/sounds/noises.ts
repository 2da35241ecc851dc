import { resample } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { mixInto, resonate, soften } from './filters.ts';
import type { SeededRandom } from './seeded-random.ts';

const samplesOf = (ms: number) => Math.round((ms * inputRateHz) / 1000);

export function whiteNoise(random: SeededRandom, ms: number): Float32Array {
  return new Float32Array(samplesOf(ms)).map(() => random.gaussian() * 0.2);
}

/** Equal power in each octave: P. Kellet's three-pole approximation ("economy" filter). */
export function pinkNoise(random: SeededRandom, ms: number): Float32Array {
  let [slow, middle, fast] = [0, 0, 0];
  return whiteNoise(random, ms).map((white) => {
    slow = 0.99765 * slow + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    fast = 0.57 * fast + white * 1.0526913;
    return (slow + middle + fast + white * 0.1848) * 0.2;
  });
}

/** A mains hum with its harmonics, as a badly shielded microphone or a refrigerator gives. */
export function hum(random: SeededRandom, ms: number): Float32Array {
  const baseHz = random.pick([50, 60]);
  const harmonics = [1, 2, 3, 4, 6, 8].map((order) => ({
    hz: baseHz * order,
    gain: random.between(0.3, 1) / order,
    phase: random.between(0, 2 * Math.PI),
  }));
  return new Float32Array(samplesOf(ms)).map((_, index) => {
    const seconds = index / inputRateHz;
    return harmonics.reduce((sum, { hz, gain, phase }) => sum + gain * Math.sin(2 * Math.PI * hz * seconds + phase), 0);
  });
}

/** A few seconds of typing: each key is a short burst when pressed and a weaker one when released. */
export function keyboardClicks(random: SeededRandom, ms: number): Float32Array {
  const typed = new Float32Array(samplesOf(ms));
  for (let atMs = random.between(0, 60); atMs < ms - 120; atMs += random.between(90, 260)) {
    const press = click(random, random.between(2200, 4200), 12);
    mixInto(typed, press, samplesOf(atMs));
    mixInto(typed, click(random, random.between(2800, 5200), 8), samplesOf(atMs + random.between(60, 100)), 0.4);
  }
  return typed;
}

function click(random: SeededRandom, centreHz: number, ms: number): Float32Array {
  const burst = fading(whiteNoise(random, ms), ms / 4);
  return resonate(burst, centreHz, 1.5);
}

/** A thud with the rattle of its frame. */
export function doorSlam(random: SeededRandom): Float32Array {
  const slam = new Float32Array(samplesOf(700));
  mixInto(slam, soften(fading(whiteNoise(random, 500), 90), random.between(120, 220)), 0, 6);
  mixInto(slam, resonate(fading(whiteNoise(random, 200), 30), random.between(400, 900), 3), samplesOf(4), 1.2);
  return slam;
}

/**
 * The murmur of people next door: each voice is noise through moving formants, with pitch pulses and the rhythm of
 * syllables; six of them together carry no word.
 */
export function babble(random: SeededRandom, ms: number, voices = 6): Float32Array {
  const room = new Float32Array(samplesOf(ms));
  for (let voice = 0; voice < voices; voice++) mixInto(room, murmur(random, ms), 0);
  return room;
}

function murmur(random: SeededRandom, ms: number): Float32Array {
  const said = new Float32Array(samplesOf(ms));
  const pitchHz = random.between(90, 220);
  for (let atMs = -random.between(0, 200); atMs < ms; ) {
    const syllableMs = random.between(110, 260);
    mixInto(said, syllable(random, pitchHz * random.between(0.85, 1.15), syllableMs), samplesOf(atMs));
    atMs += syllableMs + (random.next() < 0.15 ? random.between(150, 400) : random.between(0, 30));
  }
  return said;
}

/** A vowel that glides into another one, often with a consonant's noise before it. */
function syllable(random: SeededRandom, pitchHz: number, ms: number): Float32Array {
  const length = samplesOf(ms);
  const source = new Float32Array(length);
  for (let at = 0; at < length; at += (inputRateHz / pitchHz) * random.between(0.98, 1.02)) source[Math.floor(at)] = 4;
  const vowel = new Float32Array(length);
  for (const [lowHz, highHz, gain] of vowelBands) {
    const [from, to] = [random.between(lowHz, highHz), random.between(lowHz, highHz)].map((hz) =>
      resonate(source, hz, 8),
    ) as [Float32Array, Float32Array];
    for (let index = 0; index < length; index++) {
      const done = index / length;
      vowel[index]! += gain * ((1 - done) * from[index]! + done * to[index]!);
    }
  }
  const said = vowel.map((sample, index) => sample * Math.sin((Math.PI * index) / length));
  if (random.next() < 0.6)
    mixInto(said, resonate(fading(whiteNoise(random, 60), 20), random.between(2500, 6000), 2), 0, 0.5);
  return said;
}

/** Where the first four formants of vowels lie, and how loud they are. */
const vowelBands = [
  [280, 800, 1],
  [850, 2300, 0.6],
  [2300, 3000, 0.35],
  [3300, 3900, 0.2],
] as const;

/**
 * A room full of talk: voices said backwards, so that they carry no word, over each other at pitches of their own.
 *
 * @param voices somebody's speech, 16 kHz
 */
export function crowd(random: SeededRandom, voices: readonly Float32Array[], ms: number): Float32Array {
  const room = new Float32Array(samplesOf(ms));
  for (const voice of voices) {
    const other = otherVoice(voice, inputRateHz, random.between(0.8, 1.25)).reverse();
    for (let atMs = -random.between(0, 500); atMs < ms; atMs += (other.length * 1000) / inputRateHz) {
      mixInto(room, other, samplesOf(atMs));
    }
  }
  return room;
}

/** The sound dying away to 1/e in each `decayMs`. */
export function fading(samples: Float32Array, decayMs: number): Float32Array {
  const decaySamples = samplesOf(decayMs);
  return samples.map((sample, index) => sample * Math.exp(-index / decaySamples));
}

/** A rate in whole steps of this has few filter phases. */
const rateStepHz = 400;

/** The same voice higher and faster (above 1) or lower and slower: another speaker, for a recognizer. */
export function otherVoice(samples: Float32Array, rateHz: number, ratio: number): Float32Array {
  return resample(samples, { fromHz: Math.round((rateHz * ratio) / rateStepHz) * rateStepHz, toHz: inputRateHz });
}
