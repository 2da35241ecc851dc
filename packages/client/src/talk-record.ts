import { joinSamples } from '@cascade/audio';
import { inputRateHz, type TurnRecord } from '@cascade/contracts';
import { timesAtClient } from './client-spans.ts';
import type { ConversationObserver } from './conversation-observer.ts';
import type { PlayoutTimeline } from './playout-timeline.ts';

const samplesPerMs = inputRateHz / 1000;

/** What the client measured of one clip, and what went wrong with it. */
export interface ClientMeasures {
  readonly clip: string;
  /** Last speech sample sent → first audible sample of the last turn's reply as played; null without such a reply. */
  readonly voice_to_voice_ms: number | null;
  readonly voice_to_voice_by: 'client';
  /**
   * Where the user's speech ended: by the level of the clip's samples, or, in a clip so noisy that its level falls only
   * after the reply began, where the server's voice detector heard it end.
   */
  readonly end_of_speech_by: 'level' | 'server';
  /** The same turn's figure by the server's clock and its own end of speech. */
  readonly server_voice_to_voice_ms: number | null;
  /** All turns of the clip, joined in the order they were spoken. */
  readonly final_transcript: string;
  /** Partials with text in them that had arrived when the last speech sample was sent. */
  readonly partials_while_speaking: number;
  /** The reply began before the clip's last speech sample, so that no voice-to-voice time is defined. */
  readonly replied_before_end_of_speech: boolean;
  /** Silence within the reply because its audio came too late. */
  readonly playout_gap_ms: number;
  /** How late the client itself was with a chunk, at most. */
  readonly max_send_late_ms: number;
  /** Every turn of the clip, when it was heard as more than one. */
  readonly turns?: readonly TurnRecord[];
  /** Why the clip counts as failed. */
  readonly error?: string;
}

/** The last answered turn's record with the client's own measures; without a record only what is known without one. */
export type TalkRecord = ClientMeasures &
  (
    | Omit<TurnRecord, keyof ClientMeasures>
    | Pick<TurnRecord, 'trace_id' | 'stages_ms' | 'reply_text' | 'heard_text' | 'versions' | 'spans'>
  );

/** True of a record that came from the server, so that everything in it is there. */
export function isFullRecord(record: TalkRecord): record is ClientMeasures & Omit<TurnRecord, keyof ClientMeasures> {
  return 'schema' in record;
}

export interface TalkMeasurement {
  readonly clip: string;
  readonly observer: ConversationObserver;
  readonly playout: PlayoutTimeline;
  /** Response of each item that was heard. */
  readonly responseOfItem: ReadonlyMap<string, string>;
  /** When the chunk with the last speech sample was sent; undefined when it never was. */
  readonly lastSpeechSentMs: number | undefined;
  /** Samples sent by then at 16 kHz, the rate of the server's audio clock. */
  readonly sentEndSample: number | undefined;
  readonly maxSendLateMs: number;
  /** Of the chunk with the last speech sample. */
  readonly endSendLateMs: number;
  /** Why the conversation ended early, if it did. */
  readonly failure: string | undefined;
}

export interface TalkedClip {
  readonly record: TalkRecord;
  /** The last turn's reply as it was heard, at the playout's rate; empty when none was. */
  readonly replySamples: Float32Array;
  /** What the client knows of its part in voice-to-voice; absent where there is no such time. */
  readonly clientPart?: ClientPart;
}

/** Measured by the client alone: what has to be added to the server's spans to come to the client's voice-to-voice. */
export interface ClientPart {
  /** The server's own record of the turn: its times count from where the server heard speech end. */
  readonly turn: TurnRecord;
  readonly voiceToVoiceMs: number;
  /** How much later, on the audio clock, the server heard speech end than the client's level says; below 0: earlier. */
  readonly speechTailMs: number;
  /** How late the client was with the chunk whose sending voice-to-voice is counted from: so much less is left of it. */
  readonly sendLateMs: number;
  /** When the reply could first be heard, on the clock of the talker's options. */
  readonly firstAudibleMs: number;
}

/** Joins what the server recorded with what the client heard. */
export function summarizeTalk(measurement: TalkMeasurement): TalkedClip {
  const { clip, observer, playout, responseOfItem, lastSpeechSentMs, failure } = measurement;
  const { records } = observer;
  const base = answeredRecord(records);
  const replyId = base?.response?.response_id ?? [...responseOfItem.values()].at(-1);
  const heard = playout.items().filter((item) => responseOfItem.get(item.itemId) === replyId);
  const audibleMs = heard.find((item) => item.firstAudibleMs !== undefined)?.firstAudibleMs;
  const delayMs = audibleMs === undefined || lastSpeechSentMs === undefined ? undefined : audibleMs - lastSpeechSentMs;
  // Only a server that heard all of it may say where it ended: an answer into the middle of speech has no such time.
  const heardAll = records.length === 1 && base !== undefined && base.audio.end_sample > base.audio.start_sample;
  const aheadMs = heardAll ? aheadOf(base, measurement.sentEndSample) : 0;
  const byServer = delayMs !== undefined && delayMs < 0 && delayMs + aheadMs >= 0;
  const voiceToVoiceMs = byServer ? delayMs + aheadMs : delayMs;
  const error = failure ?? describeFailure(base, audibleMs, observer);
  const spokenUntilMs = lastSpeechSentMs ?? Number.POSITIVE_INFINITY;
  const transcripts = records.length > 0 ? records.map((record) => record.final_transcript) : observer.transcripts;
  const measures: ClientMeasures = {
    clip,
    voice_to_voice_ms: voiceToVoiceMs !== undefined && voiceToVoiceMs >= 0 ? round(voiceToVoiceMs) : null,
    voice_to_voice_by: 'client',
    end_of_speech_by: byServer ? 'server' : 'level',
    server_voice_to_voice_ms: base?.voice_to_voice_ms ?? null,
    final_transcript: joinTexts(transcripts),
    partials_while_speaking: observer.partials.filter(({ atMs, text }) => text !== '' && atMs <= spokenUntilMs).length,
    replied_before_end_of_speech: voiceToVoiceMs !== undefined && voiceToVoiceMs < 0,
    playout_gap_ms: round(heard.reduce((sum, item) => sum + item.gapMs, 0)),
    max_send_late_ms: round(measurement.maxSendLateMs),
    ...(records.length > 1 ? { turns: records } : {}),
    ...(error === undefined ? {} : { error }),
  };
  const record = base ?? {
    trace_id: observer.decisions.findLast(({ trace_id }) => trace_id)?.trace_id ?? clip,
    stages_ms: {},
    reply_text: '',
    heard_text: '',
    versions: {},
    spans: [],
  };
  const shiftMs = byServer ? 0 : -aheadOf(base, measurement.sentEndSample);
  const total = measures.voice_to_voice_ms;
  const times = base && total !== null ? timesAtClient(base, shiftMs, total) : {};
  return {
    record: { ...record, ...measures, ...times },
    replySamples: joinSamples(heard.map(({ samples }) => samples)),
    ...(base && total !== null && audibleMs !== undefined
      ? {
          clientPart: {
            turn: base,
            voiceToVoiceMs: total,
            speechTailMs: shiftMs,
            sendLateMs: measurement.endSendLateMs,
            firstAudibleMs: audibleMs,
          },
        }
      : {}),
  };
}

/** How much later than the server's the client's own end of speech lies on the audio clock. */
function aheadOf(base: TurnRecord | undefined, sentEndSample: number | undefined): number {
  return base && sentEndSample !== undefined ? (sentEndSample - base.audio.end_sample) / samplesPerMs : 0;
}

/** A clip may end in a noise that becomes a turn of its own: the last turn that was said and answered stands for it. */
function answeredRecord(records: readonly TurnRecord[]): TurnRecord | undefined {
  return (
    records.findLast(({ response, final_transcript }) => response && final_transcript !== '') ??
    records.findLast(({ response }) => response) ??
    records.at(-1)
  );
}

function describeFailure(
  base: TurnRecord | undefined,
  audibleMs: number | undefined,
  observer: ConversationObserver,
): string | undefined {
  const said = observer.errors.length > 0 ? ` (${observer.errors.join('; ')})` : '';
  if (!observer.sawTurn) return `no speech was noticed${said}`;
  if (!base) return `no turn record came${said}`;
  if (audibleMs === undefined) return `no reply was heard${said}`;
  return undefined;
}

function joinTexts(texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .join(' ');
}

const round = (value: number): number => Math.round(value * 10) / 10;
