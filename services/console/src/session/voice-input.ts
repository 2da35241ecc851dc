import { encodePcm16, resample } from '@cascade/audio';
import { type ReadonlySignal, signal } from '@preact/signals';
import { captureFrameMs, captureRateHz } from '../audio/capture-messages.ts';
import type { Loudspeaker } from '../audio/loudspeaker.ts';
import type { DeviceFacts, Microphone } from '../audio/microphone.ts';
import { MicrophoneError } from '../audio/microphone-error.ts';
import { playbackRateHz } from '../audio/playback-messages.ts';
import type { MicrophoneState } from './connection-state.ts';
import { framesOf, sendPaced } from './paced-audio.ts';

/** What follows a sample where no microphone does: enough for every end-of-turn rule to be sure. */
const silenceAfterSampleMs = 1600;
const frameBytes = (2 * captureRateHz * captureFrameMs) / 1000;

/** The two sources of speech, of which one is heard at a time: the microphone, or a sample played into its place. */
export interface VoiceInput {
  readonly state: ReadonlySignal<MicrophoneState>;
  readonly sampleId: ReadonlySignal<string | undefined>;
  /** Undefined when it could not be opened; `state` says why. */
  open(deviceId: string | undefined): Promise<DeviceFacts | undefined>;
  close(): void;
  mute(isMuted: boolean): void;
  /** Frames of the microphone: to be given to it by whoever made the microphone. */
  fromMicrophone(pcm: Uint8Array<ArrayBuffer>): void;
  /** Mono at 24 kHz; heard by the user too. Ends a sample that still plays. */
  playSample(id: string, samples: Float32Array): Promise<void>;
  stopSample(): void;
}

export interface VoiceInputOptions {
  readonly microphone: Microphone;
  readonly loudspeaker: Loudspeaker;
  /** PCM16 at 16 kHz, 20 ms, at real time. */
  deliver(pcm: Uint8Array<ArrayBuffer>): void;
}

export function createVoiceInput({ microphone, loudspeaker, deliver }: VoiceInputOptions): VoiceInput {
  const state = signal<MicrophoneState>('off');
  const sampleId = signal<string | undefined>(undefined);
  let sample = new AbortController();
  let isMuted = false;

  microphone.onLost(() => {
    state.value = 'missing';
  });
  const stopSample = () => {
    sample.abort();
    sampleId.value = undefined;
  };

  return {
    state,
    sampleId,
    stopSample,
    async open(deviceId) {
      state.value = 'asking';
      try {
        const facts = await microphone.open(deviceId);
        // Closed again while the browser asked.
        if (state.peek() !== 'asking') {
          microphone.close();
          return undefined;
        }
        isMuted = false;
        state.value = 'on';
        return facts;
      } catch (error) {
        state.value = error instanceof MicrophoneError && error.reason === 'refused' ? 'refused' : 'missing';
        return undefined;
      }
    },
    close() {
      microphone.close();
      state.value = 'off';
    },
    mute(next) {
      if (state.peek() !== 'on' && state.peek() !== 'muted') return;
      isMuted = next;
      microphone.setMuted(isMuted);
      state.value = isMuted ? 'muted' : 'on';
    },
    fromMicrophone(pcm) {
      if (sampleId.peek() === undefined) deliver(pcm);
    },
    async playSample(id, samples) {
      stopSample();
      sample = new AbortController();
      const { signal: abort } = sample;
      sampleId.value = id;
      const pcm = encodePcm16(resample(samples, { fromHz: playbackRateHz, toHz: captureRateHz }));
      const hasMicrophone = state.peek() === 'on';
      const frames = framesOf(pcm, frameBytes, hasMicrophone ? 0 : silenceAfterSampleMs / captureFrameMs);
      await Promise.all([
        loudspeaker.playAside(samples.slice(), abort),
        sendPaced({
          frames,
          frameMs: captureFrameMs,
          deliver,
          nowMs: () => performance.now(),
          every(intervalMs, tick) {
            const timer = setInterval(tick, intervalMs);
            return () => clearInterval(timer);
          },
          signal: abort,
        }),
      ]);
      if (!abort.aborted) sampleId.value = undefined;
    },
  };
}
