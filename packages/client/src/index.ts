/** What Node gets: all that a browser gets, with `ws`, schemas, and the measuring talker. */
export * from './browser.ts';
export { spansAtClient } from './client-spans.ts';
export { type ChunkedClip, type Clip, chunkClip, chunkMs, sentRateHz } from './clip.ts';
export { type ConnectOptions, connectRealtime } from './connect-realtime.ts';
export { ConversationObserver, type ObservedPartial } from './conversation-observer.ts';
export { NodeSocket } from './node-socket.ts';
export { type ClientMeasures, type ClientPart, isFullRecord, type TalkedClip, type TalkRecord } from './talk-record.ts';
export { replyRateHz, type TalkOptions, talkClip } from './talker.ts';
export {
  countWordErrors,
  normalizeEnglish,
  normalizerName,
  sumWordErrors,
  type WordErrors,
  wordErrorRate,
} from './word-error-rate.ts';
