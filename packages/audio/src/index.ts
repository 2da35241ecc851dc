export { createExplainedShare } from './coherence.ts';
export { createEchoFinder, type EchoFinder, type EchoFinderOptions, type FoundEcho } from './echo-finder.ts';
export { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts';
export { highPass } from './high-pass.ts';
export { joinSamples } from './join-samples.ts';
export {
  amplitudeToDbfs,
  dbfsToAmplitude,
  firstAudibleSample,
  firstSpeechSample,
  lastSpeechSample,
  peak,
  rms,
  type SpeechFrameOptions,
} from './levels.ts';
export { decodePcm16, encodePcm16 } from './pcm16.ts';
export { createRealFft, type RealFft } from './real-fft.ts';
export { createResampler, type Resampler, type ResamplerOptions, resample } from './resampler.ts';
export { createSampleRing, type SampleRing } from './sample-ring.ts';
export { normalizeSpeechLevel, speechLevelDbfs } from './speech-level.ts';
export { readWav, type WavAudio, type WavEncoding, WavError, writeWav } from './wav.ts';
