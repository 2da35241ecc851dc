import { createAsrStage, createMoonshineEngine, moonshineEngineSpec } from '@cascade/asr';
import { resample } from '@cascade/audio';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
import { loadPhonemizer, normalizeForSpeech } from '@cascade/tts';
import { createVadStage } from '@cascade/vad';
import { type Ears, recognize } from '../../rag/recognize.ts';
import type { Bench } from '../suite.ts';
import { type OpenVoice, openVoice } from './open-voice.ts';
import type { TtsOutcome } from './outcome.ts';
import { speak } from './speak.ts';

/** A reply that is said and heard again, or a word whose phonemes are looked at. */
export type TtsInputItem =
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'word'; readonly word: string };

/** Silence around what is said, so that voice activity detection finds its ends. */
const beforeMs = 300;
const afterMs = 1000;

/** The voice of each entry, and the live recognizer to hear it. */
export async function openBench(): Promise<Bench> {
  const [speaker, recognizer] = await Promise.all([resolveModel('hibari'), resolveModel('moonshine-tiny-en')]);
  const pool = await createInferencePool({ name: 'eval', workers: 1, engines: [moonshineEngineSpec(recognizer)] });
  const vad = await createVadStage();
  const asr = createAsrStage({ engine: createMoonshineEngine({ pool, registryId: recognizer.registryId }) });
  const ears: Ears = { vad, asr };
  const voices = new Map<string, Promise<OpenVoice>>();
  const voiceOf = (settings: Readonly<Record<string, string>>) => {
    const key = JSON.stringify(settings);
    const voice = voices.get(key) ?? openVoice(speaker, settings);
    voices.set(key, voice);
    return voice;
  };
  const phonemizer = loadPhonemizer((name) => speaker.file(name), 'speech');
  return {
    async run(settings, input, signal): Promise<TtsOutcome> {
      const item = input as TtsInputItem;
      if (item.type === 'word') {
        const phonemes = await (await phonemizer).phonemize(normalizeForSpeech(item.word));
        return { phonemes: phonemes.join(' '), processorMs: 0, audioMs: 0 };
      }
      const { stage } = await voiceOf(settings);
      const before = processorMs();
      const { samples, firstAudioMs, audioMs } = await speak(stage, item.text, signal);
      const spentMs = processorMs() - before;
      const heard = await recognize(asRecorded(samples), [], ears, signal);
      return {
        heard: heard.text,
        ...(firstAudioMs === undefined ? {} : { firstAudioMs: rounded(firstAudioMs) }),
        processorMs: rounded(spentMs),
        audioMs: rounded(audioMs),
      };
    },
    async close() {
      await Promise.all([...voices.values()].map(async (voice) => (await voice).close()));
      await Promise.all([vad.close?.(), asr.close?.()]);
      await pool.close();
    },
  };
}

function asRecorded(samples: Float32Array): Float32Array {
  const speech = resample(samples, { fromHz: outputRateHz, toHz: inputRateHz });
  const [before, after] = [beforeMs, afterMs].map((ms) => (ms * inputRateHz) / 1000) as [number, number];
  const recorded = new Float32Array(before + speech.length + after);
  recorded.set(speech, before);
  return recorded;
}

/** Of this process with all its threads. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const rounded = (ms: number): number => Number(ms.toFixed(1));
