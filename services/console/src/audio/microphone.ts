import { type ReadonlySignal, signal } from '@preact/signals';
import workletUrl from './capture.worklet.ts?worker&url';
import { type CaptureCommand, type CapturedFrame, captureRateHz } from './capture-messages.ts';
import { MicrophoneError } from './microphone-error.ts';

export interface InputDevice {
  readonly deviceId: string;
  readonly label: string;
}

/** What the browser made of the constraints, for the turn record. */
export type DeviceFacts = Readonly<Record<string, string>>;

export interface Microphone {
  /** Root mean square of the last 20 ms, 0 … 1; 0 while closed. */
  readonly level: ReadonlySignal<number>;
  /** Known inputs. Without names until the user has allowed the microphone once. */
  readonly devices: ReadonlySignal<readonly InputDevice[]>;
  /** Must be called from a user's gesture the first time. @throws MicrophoneError */
  open(deviceId: string | undefined): Promise<DeviceFacts>;
  close(): void;
  setMuted(isMuted: boolean): void;
  /** The browser took the microphone away: unplugged, or the permission withdrawn. */
  onLost(listener: () => void): void;
}

interface OpenCapture {
  readonly stream: MediaStream;
  readonly context: AudioContext;
  readonly node: AudioWorkletNode;
}

/** @param deliver gets PCM16 at 16 kHz, 20 ms at a time */
export function createMicrophone(deliver: (pcm: Uint8Array<ArrayBuffer>) => void): Microphone {
  const level = signal(0);
  const devices = signal<readonly InputDevice[]>([]);
  let lost: () => void = () => undefined;
  let current: OpenCapture | undefined;

  const refreshDevices = async () => {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const inputs = all.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '');
    devices.value = inputs.map(({ deviceId, label }, index) => ({
      deviceId,
      label: label || `Microphone ${index + 1}`,
    }));
  };
  navigator.mediaDevices?.addEventListener('devicechange', () => void refreshDevices());
  void refreshDevices().catch(() => undefined);

  const close = () => {
    const closing = current;
    current = undefined;
    level.value = 0;
    if (!closing) return;
    closing.node.port.postMessage({ type: 'end' } satisfies CaptureCommand);
    for (const track of closing.stream.getTracks()) track.stop();
    void closing.context.close();
  };

  return {
    level,
    devices,
    close,
    async open(deviceId) {
      close();
      // The worklet is loaded while the browser asks: no word is lost for it once the microphone is open.
      const prepared = prepareContext({ sampleRate: captureRateHz });
      const stream = await openStream(deviceId).catch(async (error: unknown) => {
        await prepared.then((context) => context.close()).catch(() => undefined);
        throw error;
      });
      try {
        const { context, source } = await connectContext(stream, prepared);
        const node = new AudioWorkletNode(context, 'cascade-capture', { numberOfOutputs: 0, channelCount: 1 });
        node.port.onmessage = ({ data }: MessageEvent<CapturedFrame>) => {
          level.value = data.level;
          deliver(new Uint8Array(data.pcm));
        };
        source.connect(node);
        current = { stream, context, node };
        const track = stream.getAudioTracks()[0];
        track?.addEventListener('ended', () => {
          if (current?.stream !== stream) return;
          close();
          lost();
        });
        void refreshDevices();
        return track ? factsOf(track.getSettings(), context.sampleRate) : {};
      } catch (error) {
        for (const track of stream.getTracks()) track.stop();
        throw new MicrophoneError('failed', error);
      }
    },
    setMuted(isMuted) {
      current?.node.port.postMessage({ type: 'mute', isMuted } satisfies CaptureCommand);
    },
    onLost(listener) {
      lost = listener;
    },
  };
}

async function openStream(deviceId: string | undefined): Promise<MediaStream> {
  // Pages that are neither secure nor on loopback have no `mediaDevices` at all.
  if (!navigator.mediaDevices) throw new MicrophoneError('missing', 'this page is not served securely');
  const audio = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: 1,
    ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'OverconstrainedError' && deviceId !== undefined) return openStream(undefined);
    if (name === 'NotAllowedError' || name === 'SecurityError') throw new MicrophoneError('refused', error);
    if (name === 'NotFoundError') throw new MicrophoneError('missing', error);
    throw new MicrophoneError('failed', error);
  }
}

async function prepareContext(options: AudioContextOptions): Promise<AudioContext> {
  const context = new AudioContext({ latencyHint: 'interactive', ...options });
  await context.audioWorklet.addModule(workletUrl);
  await context.resume();
  return context;
}

/** At the service's rate where the browser converts it; Firefox does not, and the worklet resamples there. */
async function connectContext(stream: MediaStream, prepared: Promise<AudioContext>) {
  const context = await prepared;
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    await context.close();
    const native = await prepareContext({});
    return { context: native, source: native.createMediaStreamSource(stream) };
  }
}

/** `getSettings` tells what is in force, which may be less than what was asked. */
function factsOf(settings: MediaTrackSettings, rateHz: number): DeviceFacts {
  const state = (value: boolean | string | undefined) => (value === undefined ? 'unknown' : value ? 'on' : 'off');
  return {
    echo_cancellation: state(settings.echoCancellation),
    noise_suppression: state(settings.noiseSuppression),
    auto_gain_control: state(settings.autoGainControl),
    capture_rate_hz: String(rateHz),
  };
}
