import type { WireAudioFormat } from '@cascade/contracts';
import type { SessionConfig } from './session-config.ts';

/** What the session says about replies; read when a response begins. */
export interface ReplyView {
  readonly modality: 'audio' | 'text';
  readonly format: WireAudioFormat;
  readonly voice: string;
  readonly binaryAudio: boolean;
  readonly promisesAcks: boolean;
  /** Who plays a reply quieter. */
  readonly ducking: 'client' | 'server';
}

export const replyViewOf = (config: SessionConfig): ReplyView => ({
  modality: config.modality,
  format: config.outputFormat,
  voice: config.voice,
  binaryAudio: config.binaryAudio,
  promisesAcks: config.playbackAck,
  ducking: config.ducking,
});
