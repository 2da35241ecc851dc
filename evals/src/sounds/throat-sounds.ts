/** What throats do beside speaking. */
import { inputRateHz } from '@cascade/contracts';
import { mixInto, resonate } from './filters.ts';
import { whiteNoise } from './noises.ts';
import type { SeededRandom } from './seeded-random.ts';

const samplesOf = (ms: number) => Math.round((ms * inputRateHz) / 1000);

/**
 * One to three coughs. Each has the phases that coughs have: a burst when the glottis opens (within 20 ms), noise of the
 * airflow shaped by the vocal tract, and often a voiced end (J. Korpáš et al., "Analysis of the cough sound", 1996).
 */
export function cough(random: SeededRandom): Float32Array {
  const bursts = 1 + random.below(3);
  const tract = formants(random);
  const whole = new Float32Array(samplesOf(bursts * 480 + 100));
  let atMs = 0;
  for (let burst = 0; burst < bursts; burst++) {
    mixInto(whole, coughBurst(random, tract), samplesOf(atMs), random.between(0.6, 1));
    atMs += random.between(280, 460);
  }
  return whole;
}

/** How long a burst of a voiced cough keeps its voice. */
const voicedMs = 230;

/**
 * A cough with somebody's voice in it: the beginning of a spoken syllable, hoarse, in one to three bursts. Voice detectors
 * take it for speech more often than `cough`.
 *
 * @param syllable a spoken "huh", 16 kHz
 */
export function voicedCough(random: SeededRandom, syllable: Float32Array): Float32Array {
  const onset = syllable.findIndex((sample) => Math.abs(sample) > 0.05);
  const voice = syllable.slice(Math.max(0, onset), onset + samplesOf(voicedMs));
  const bursts = 1 + random.below(3);
  const whole = new Float32Array(samplesOf(bursts * 480));
  for (let burst = 0; burst < bursts; burst++) {
    const startMs = burst * random.between(330, 470);
    mixInto(whole, coughBurst(random, formants(random)), samplesOf(startMs), 0.5);
    mixInto(whole, swelling(hoarse(random, voice), 10, 120), samplesOf(startMs + 30), random.between(0.7, 1));
  }
  return whole;
}

/** Its strength wavers from one moment to the next. */
function hoarse(random: SeededRandom, voice: Float32Array): Float32Array {
  let waver = 0;
  return voice.map((sample) => {
    waver = 0.99 * waver + 0.1 * random.gaussian();
    return sample * (1 + 0.8 * waver) + random.gaussian() * 0.01;
  });
}

/** "Ahem": two or three rough, voiced stretches with closed lips. */
export function throatClearing(random: SeededRandom): Float32Array {
  const stretches = 2 + random.below(2);
  const whole = new Float32Array(samplesOf(stretches * 320 + 60));
  let atMs = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const ms = random.between(120, 260);
    const rough = roughVoice(random, random.between(70, 130), ms);
    const lips = [
      [random.between(300, 500), 1],
      [random.between(1000, 1500), 0.6],
      [random.between(2200, 2700), 0.3],
    ] as const;
    mixInto(whole, swelling(through(lips, rough, 5), 25, 60), samplesOf(atMs));
    atMs += ms + random.between(20, 60);
  }
  return whole;
}

const formants = (random: SeededRandom): readonly (readonly [hz: number, gain: number])[] => [
  [random.between(550, 850), 1],
  [random.between(1100, 1600), 0.8],
  [random.between(2300, 2900), 0.5],
  [random.between(3300, 3900), 0.3],
];

function coughBurst(random: SeededRandom, tract: ReturnType<typeof formants>): Float32Array {
  const ms = random.between(180, 320);
  const burst = swelling(through(tract, whiteNoise(random, ms), 3), 6, ms * 0.6);
  // Most people's voice joins in: falling, rough, and as long as the air lasts.
  if (random.next() < 0.8) {
    const voice = roughVoice(random, random.between(180, 320), random.between(120, 240), 0.6);
    mixInto(burst, swelling(through(tract, voice, 6), 15, 90), samplesOf(ms * random.between(0.1, 0.3)), 1.5);
  }
  return burst;
}

function through(tract: ReturnType<typeof formants>, source: Float32Array, sharpness: number): Float32Array {
  const shaped = new Float32Array(source.length);
  for (const [hz, gain] of tract) mixInto(shaped, resonate(source, hz, sharpness), 0, gain);
  return shaped;
}

/** Pulses of a voice whose period and strength waver; its pitch ends at `falls` times what it was. */
function roughVoice(random: SeededRandom, pitchHz: number, ms: number, falls = 1): Float32Array {
  const voice = new Float32Array(samplesOf(ms));
  for (let at = 0; at < voice.length; ) {
    voice[Math.floor(at)] = random.between(0.5, 1) * 4;
    const pitchNow = pitchHz * falls ** (at / voice.length);
    at += (inputRateHz / pitchNow) * random.between(0.93, 1.07);
  }
  return voice.map((sample) => sample + random.gaussian() * 0.05);
}

/** Rises within `riseMs` and dies away over the last `fallMs`. */
function swelling(samples: Float32Array, riseMs: number, fallMs: number): Float32Array {
  const [rise, fall] = [samplesOf(riseMs), samplesOf(fallMs)];
  return samples.map((sample, index) => sample * Math.min(1, index / rise, (samples.length - index) / fall));
}
