import { randomUUID } from 'node:crypto';
import type { Clock, Span, StageLogger } from '@cascade/contracts';
import type { SpeechApi, SpeechVoice } from '@cascade/gateway';
import type { Metrics } from '@cascade/telemetry';
import { hibariVoice } from '@cascade/tts';
import { backgroundContext } from './background-work.ts';
import type { AssistantConfig } from './config.ts';
import { readOut } from './read-out.ts';
import { mainVersion } from './session.ts';
import type { Stages } from './stages.ts';
import { transcribeRecording } from './transcribe-recording.ts';

export interface SpeechApiOptions {
  readonly stages: Stages;
  readonly config: Pick<AssistantConfig, 'asr' | 'tts'>;
  readonly metrics: Pick<Metrics, 'observeSpan'>;
  readonly clock: Clock;
  readonly logger: StageLogger;
  /** By part, as in turn records. */
  readonly versions: SpeechApi['versions'];
}

/** Recordings and texts over HTTP on the stages of the conversations, each in a context of its own. */
export function createSpeechApi({ stages, config, metrics, clock, logger, versions }: SpeechApiOptions): SpeechApi {
  const recordSpan = (span: Span) =>
    metrics.observeSpan(span, mainVersion(stages[span.stage as 'vad' | 'asr' | 'tts']));
  const context = (signal: AbortSignal) =>
    backgroundContext(`http-${randomUUID()}`, signal, { clock, logger, recordSpan });
  return {
    transcribe: (samples, { signal }) => transcribeRecording(stages, samples, context(signal)),
    speak: (text, { voice, speed, signal }) => readOut(stages, text, { voice, speed }, context(signal)),
    voices: [voiceOf(config.tts)],
    languages: [config.asr.engine === 'moonshine' ? 'en' : config.asr.language],
    versions,
  };
}

/** A hosted voice is asked for by its configured name; its paces are those that such addresses take. */
function voiceOf(config: AssistantConfig['tts']): SpeechVoice {
  if (config.engine === 'hibari') return hibariVoice;
  return { id: config.speechVoice, language: 'und', slowest: 0.25, fastest: 4 };
}
