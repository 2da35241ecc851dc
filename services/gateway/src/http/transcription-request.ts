import { z } from 'zod';
import { recordingFormats } from './recording.ts';

export const transcriptionFormats = ['json', 'text', 'verbose_json', 'srt', 'vtt'] as const;
export type TranscriptionFormat = (typeof transcriptionFormats)[number];

const notSupported = (what: string) => z.undefined({ error: `${what} is not supported: leave it out` });

/** The fields of the form beside the file, as OpenAI names them. A list is sent as `name[]`, once for each value. */
export const transcriptionFieldsSchema = z.strictObject({
  model: z
    .string()
    .min(1)
    .max(128)
    .default('cascade')
    .describe('Any name: one recognizer runs here, and `/v1/models` says which.'),
  language: z.string().max(16).optional().describe('ISO 639-1. What the recognizer does not know is refused.'),
  prompt: z.string().max(4096).optional().describe('Taken and not used: the recognizer takes no hints.'),
  response_format: z
    .enum(transcriptionFormats, { error: `expected one of ${transcriptionFormats.join(', ')}` })
    .default('json'),
  temperature: z.coerce.number().min(0).max(1).optional().describe('Taken and not used: decoding is greedy.'),
  timestamp_granularities: z
    .array(z.enum(['word', 'segment'], { error: 'expected word or segment' }))
    .optional()
    .describe('With `verbose_json`; `segment` when absent.'),
  stream: z
    .enum(['true', 'false', '1', '0', ''])
    .transform((value) => value === 'true' || value === '1')
    .default(false)
    .describe('`true`: server-sent events, while the recording is being transcribed. For `json` and `text`.'),
  chunking_strategy: z
    .literal('auto', { error: 'expected auto' })
    .optional()
    .describe('What is done in any case: long recordings are cut at pauses.'),
  include: notSupported('include').optional(),
  known_speaker_names: notSupported('known_speaker_names').optional(),
  known_speaker_references: notSupported('known_speaker_references').optional(),
});
export type TranscriptionFields = z.infer<typeof transcriptionFieldsSchema>;

/** The whole form, for the documents. */
export const transcriptionFormSchema = transcriptionFieldsSchema
  .omit({ include: true, known_speaker_names: true, known_speaker_references: true })
  .extend({
    file: z.file().describe(`The recording: ${recordingFormats}.`),
    stream: z.boolean().default(false).describe('Server-sent events, while the recording is being transcribed.'),
  });
