/** Sounds for tests, made from seeds: no recording of anybody. All at the recognizer's 16 kHz, mono, −1 … 1. */
export { EchoPath, type EchoPathOptions } from './echo-path.ts';
export { activeLevelDbfs, atLevel } from './levels.ts';
export { babble, crowd, doorSlam, hum, keyboardClicks, otherVoice, pinkNoise, whiteNoise } from './noises.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { cough, throatClearing, voicedCough } from './throat-sounds.ts';
