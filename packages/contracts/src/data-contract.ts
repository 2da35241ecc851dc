import { z } from 'zod';
import { type Consent, consentSchema, defaultConsent } from './consent.ts';
import { audioFormatOfWire, wireAudioFormatSchema } from './realtime/audio-formats.ts';
import { audioFormatSchema } from './session-settings.ts';

/**
 * The data contract: what audio and metadata the service takes, what a user agrees to, how long each kind of data may
 * live, and who sees which of it. `docs/data-contract.md` and `/v1/data-contract` are made from this file.
 */

const text = z.string().max(256);
const switched = z.enum(['on', 'off', 'unknown']);

/**
 * What a client may say of its device in `session.cascade.device`. Standard keys, so that turns of different clients can
 * be compared; other keys are taken as they come.
 */
export const sessionMetadataSchema = z
  .object({
    device: text.describe('Kind of device, coarse: phone, tablet, desktop, car, speaker. No name, no serial number.'),
    browser: text.describe('Name and main version, or the runtime: `chrome 138`, `node 24`.'),
    locale: text
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'expected a BCP 47 tag')
      .describe('Language of the user’s interface, as a BCP 47 tag: `en-GB`.'),
    app_version: text.describe('The client and its version: `cascade-console 0.1.0`.'),
    network: z
      .enum(['ethernet', 'wifi', 'cellular', 'slow-2g', '2g', '3g', '4g', '5g', 'other', 'unknown'])
      .describe('How the device is connected, or how fast the browser takes that to be.'),
    echo_cancellation: switched.describe('Whether the device takes its own loudspeaker out of the microphone’s sound.'),
    noise_suppression: switched.describe('Whether it takes background noise out.'),
    auto_gain_control: switched.describe('Whether it evens out loudness.'),
  })
  .partial()
  .catchall(text);
export type SessionMetadata = z.infer<typeof sessionMetadataSchema>;

/** Bounds of `session.cascade.device` as a whole. */
export const sessionMetadataLimits = { mostEntries: 32, longestKey: 64, longestValue: 256 } as const;

/** What `/v1/audio/transcriptions` takes as a file. */
export const recordingFormat = {
  container: 'wav',
  encodings: ['PCM of 8, 16, 24 or 32 bits', 'float of 32 or 64 bits', 'mu-law', 'A-law'],
  lowest_rate_hz: 4000,
  highest_rate_hz: 384_000,
  max_bytes: 25 << 20,
  max_seconds: 1800,
} as const;

const days = z.number().int().positive();
const audioRouteSchema = z.object({
  type: z.string().describe('As in `session.audio.input.format` and `session.audio.output.format`.'),
  codec: audioFormatSchema.shape.codec,
  rates_hz: z.array(z.number().int()),
  default_rate_hz: z.number().int(),
  channels: z.literal(1),
});

/** The contract's own shape: what `/v1/data-contract` answers. */
export const dataContractSchema = z.object({
  version: z.string().describe('Changes when a promise does.'),
  audio: z.object({
    conversation: z.array(audioRouteSchema).describe('Both directions of a conversation.'),
    inside: z.object({ input_rate_hz: z.number().int(), output_rate_hz: z.number().int() }),
    recording: z.object({
      container: z.string(),
      encodings: z.array(z.string()),
      lowest_rate_hz: z.number().int(),
      highest_rate_hz: z.number().int(),
      max_bytes: z.number().int(),
      max_seconds: z.number().int(),
    }),
  }),
  metadata: z.object({
    most_entries: z.number().int(),
    longest_key: z.number().int(),
    longest_value: z.number().int(),
    keys: z.array(z.object({ key: z.string(), meaning: z.string(), values: z.array(z.string()).nullable() })),
  }),
  consent: z.array(
    z.object({ key: consentSchema.keyof(), meaning: z.string(), default: z.boolean(), without: z.string() }),
  ),
  retention: z.array(
    z.object({
      kind: z.string(),
      holds: z.string(),
      needs: consentSchema.keyof().nullable().describe('The consent without which it is not made.'),
      where: z.string().describe('Where this version has it.'),
      kept: z.string().describe('For how long this version has it.'),
      ceiling_days: days
        .nullable()
        .describe('What a store of it may never exceed; null where nothing stores it, or its user says when it goes.'),
    }),
  ),
  redaction: z.array(z.object({ sink: z.string(), sees: z.string(), never: z.string(), enforced_by: z.string() })),
});
export type DataContract = z.infer<typeof dataContractSchema>;

/** From the schema of the wire: a format that is added there is in the contract. */
const conversationFormats = wireAudioFormatSchema.options.map((option) => {
  const { shape } = option;
  const [type] = shape.type.values;
  const rate = 'rate' in shape ? shape.rate.def : undefined;
  const parsed = audioFormatOfWire(wireAudioFormatSchema.parse({ type }));
  return {
    type: type as string,
    codec: parsed.codec,
    rates_hz: rate ? [...rate.innerType.values] : [parsed.rateHz],
    default_rate_hz: parsed.rateHz,
    channels: 1 as const,
  };
});

const metadataKeys = Object.entries(sessionMetadataSchema.shape).map(([key, schema]) => {
  const inner = schema.unwrap();
  return { key, meaning: inner.description ?? '', values: inner instanceof z.ZodEnum ? [...inner.options] : null };
});

/** What it means to others when a user does not agree. */
const withoutConsent: Readonly<Record<keyof Consent, string>> = {
  telemetry: 'Operators see nothing of the turn: no line in the log, no count in the metrics of turns.',
  transcripts: 'Operators see the record of the turn with all words emptied, those of tools too.',
  audio_review: 'Audio is never kept.',
};

export const dataContract: DataContract = {
  version: 'cascade.data-contract.v1',
  audio: {
    conversation: conversationFormats,
    inside: { input_rate_hz: 16_000, output_rate_hz: 24_000 },
    recording: { ...recordingFormat, encodings: [...recordingFormat.encodings] },
  },
  metadata: {
    most_entries: sessionMetadataLimits.mostEntries,
    longest_key: sessionMetadataLimits.longestKey,
    longest_value: sessionMetadataLimits.longestValue,
    keys: metadataKeys,
  },
  consent: consentSchema.keyof().options.map((key) => ({
    key,
    meaning: consentSchema.shape[key].description ?? '',
    default: defaultConsent[key],
    without: withoutConsent[key],
  })),
  retention: [
    {
      kind: 'conversation',
      holds: 'Items, instructions, tools, what was sent, and the last 40 seconds of audio of one session.',
      needs: null,
      where: 'memory of the process and, of the text, of the language model’s process beside it',
      kept: 'while the session lasts, and through the time in which a dropped connection may resume it',
      ceiling_days: null,
    },
    {
      kind: 'recording or text over HTTP',
      holds: 'The uploaded file and its transcript; the text to read out and its audio.',
      needs: null,
      where: 'memory of the process',
      kept: 'while the request lasts',
      ceiling_days: null,
    },
    {
      kind: 'caches of models',
      holds: 'Phrases that were spoken, with their audio; the last prompts of the language model. No ids.',
      needs: null,
      where: 'memory of the processes, in a few places of a fixed size, shown to nobody',
      kept: 'until newer ones take their place, or the process ends',
      ceiling_days: null,
    },
    {
      kind: 'what the user asked to be kept',
      holds: 'Lists, notes, timers, alarms and reminders, and the orders and appointments of the made-up business.',
      needs: null,
      where: 'the store of turns, by the key that let the session in; memory of the process where nothing is stored',
      kept: 'until the user takes it off or clears it; reminders until they have rung',
      ceiling_days: null,
    },
    {
      kind: 'turn telemetry',
      holds: 'The record of a turn without its words.',
      needs: 'telemetry',
      where:
        'the turn store, unless it is off; its own client; summed up in one line of the log and in metrics; spans without words where tracing is on',
      kept: 'as long as CASCADE_RETENTION_DAYS says, 30 days at most, then deleted from the store',
      ceiling_days: 90,
    },
    {
      kind: 'transcripts',
      holds: 'The words of a turn record: transcript, partials, reply, heard text, tool arguments and results.',
      needs: 'transcripts',
      where: 'the turn store, without what identifies people; its own client',
      kept: 'as long as CASCADE_RETENTION_DAYS says, 30 days at most, then deleted from the store',
      ceiling_days: 30,
    },
    {
      kind: 'audio for review',
      holds: 'The user’s audio of a turn.',
      needs: 'audio_review',
      where: 'not kept: nothing writes audio',
      kept: 'not kept by this version',
      ceiling_days: 30,
    },
    {
      kind: 'logs',
      holds: 'One JSON object a line: ids of sessions, traces and keys, network addresses, times, versions, codes.',
      needs: null,
      where: 'standard error of the process; whoever runs it decides where that goes',
      kept: 'not kept by this version, only written',
      ceiling_days: 30,
    },
    {
      kind: 'metrics',
      holds: 'Counts and histograms over all sessions, by stage, version and code. No ids.',
      needs: null,
      where: 'memory of the process, read by Prometheus at /metrics',
      kept: 'until the process ends',
      ceiling_days: 400,
    },
  ],
  redaction: [
    {
      sink: 'the client itself',
      sees: 'Its own session; with the scope `records` the whole turn record too: what a user says is the user’s.',
      never: 'Anything of another session; stacks and paths of the service.',
      enforced_by: 'One session for each connection; scopes of keys; errors carry a code and a safe sentence.',
    },
    {
      sink: 'logs',
      sees: 'Ids, addresses, times, counts, versions, codes; of a turn what `recordForOperators` leaves, summed up.',
      never: 'Words of users and replies, tool arguments, instructions, keys, tokens, audio.',
      enforced_by:
        'Static messages, structured fields, and a redactor: keys that may hold words, and what identifies people in any text.',
    },
    {
      sink: 'metrics',
      sees: 'Sums over sessions by stage, version and code; of a turn what `recordForOperators` leaves.',
      never: 'Session, trace and key ids; any text that is not one of a fixed list.',
      enforced_by: 'Labels with few values each.',
    },
    {
      sink: 'turn store',
      sees: 'What `recordForOperators` leaves of a record, for no longer than the ceiling above.',
      never:
        'A record without consent to telemetry; words without consent to transcripts; telephone numbers, e-mail and postal addresses, card and account numbers, secrets.',
      enforced_by: '`recordForOperators`, then the redactor; hourly deletion; a file that only its owner can read.',
    },
    {
      sink: 'traces',
      sees: 'Times, versions, counts and codes of a turn, where an operator configures a collector.',
      never: 'Words, whatever the user agreed to; a turn without consent to telemetry.',
      enforced_by: 'Spans are made from a record that `recordForOperators` has emptied.',
    },
    {
      sink: 'operators',
      sees: 'Logs, metrics and, where there is one, the turn store.',
      never: 'More than those show.',
      enforced_by: 'The scope `debug` for metrics; whoever runs the process has its log.',
    },
    {
      sink: 'engines outside the process',
      sees: 'Where an operator configures one: the audio to recognize, the conversation to answer, the text to speak.',
      never: 'Session ids, device metadata, consent.',
      enforced_by: 'Off by default: every stage runs in the process or beside it on the same machine.',
    },
  ],
};
