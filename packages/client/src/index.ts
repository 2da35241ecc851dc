export { decodeBase64, encodeBase64 } from './base64.ts';
export { type ChunkedClip, type Clip, chunkClip, chunkMs, sentRateHz } from './clip.ts';
export { type ConnectOptions, connectRealtime } from './connect-realtime.ts';
export { ConversationObserver, type ObservedPartial } from './conversation-observer.ts';
export { PlaybackReporter } from './playback-reporter.ts';
export { type HeardItem, PlayoutTimeline } from './playout-timeline.ts';
export {
  type ConnectionEnd,
  openRealtimeClient,
  RealtimeClient,
  type RealtimeConnectOptions,
  type ReplyAudio,
} from './realtime-client.ts';
export { type RealtimeSocket, type RealtimeSocketConstructor, realtimeUrl } from './realtime-socket.ts';
export { type ClientMeasures, isFullRecord, type TalkedClip, type TalkRecord } from './talk-record.ts';
export { replyRateHz, type TalkOptions, talkClip } from './talker.ts';
export {
  countWordErrors,
  normalizeEnglish,
  normalizerName,
  sumWordErrors,
  type WordErrors,
  wordErrorRate,
} from './word-error-rate.ts';
