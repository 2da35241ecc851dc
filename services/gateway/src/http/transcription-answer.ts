import { deflateSync } from 'node:zlib';
import { z } from 'zod';
import type { TranscribedSpeech } from './speech-api.ts';
import { srtText, subtitleCues, vttText } from './subtitles.ts';
import type { TranscriptionFormat } from './transcription-request.ts';

const seconds = z.number().nonnegative();
const usageSchema = z.object({ type: z.literal('duration'), seconds });

export const transcriptionSchema = z.object({ text: z.string(), usage: usageSchema });

/** OpenAI's fields but for those that nobody knows here: `no_speech_prob`, and tokens, of which there are none to show. */
export const verboseTranscriptionSchema = z.object({
  task: z.literal('transcribe'),
  language: z.string(),
  duration: seconds,
  text: z.string(),
  words: z
    .array(z.object({ word: z.string(), start: seconds, end: seconds }))
    .optional()
    .describe('Times are estimated.'),
  segments: z
    .array(
      z.object({
        id: z.number().int(),
        seek: z.number().int().describe('Start in steps of 10 ms.'),
        start: seconds,
        end: seconds,
        text: z.string(),
        tokens: z.array(z.number()).describe('Always empty: the recognizer’s tokens are its own.'),
        temperature: z.literal(0),
        avg_logprob: z.number().describe('Natural logarithm; 0 where the recognizer does not say.'),
        compression_ratio: z.number().describe('Bytes of the text over bytes of it deflated: high for a loop.'),
      }),
    )
    .optional(),
  usage: usageSchema,
});

export interface Transcript {
  readonly speech: readonly TranscribedSpeech[];
  readonly durationMs: number;
  readonly language: string;
}

export interface TranscriptionAnswer {
  readonly contentType: string;
  readonly body: object | string;
}

/** The whole transcript in the form that was asked for. */
export function transcriptionAnswer(
  transcript: Transcript,
  format: TranscriptionFormat,
  granularities: readonly ('word' | 'segment')[],
): TranscriptionAnswer {
  const { speech } = transcript;
  const plain = 'text/plain; charset=utf-8';
  switch (format) {
    case 'text':
      return { contentType: plain, body: `${transcriptText(speech)}\n` };
    case 'srt':
      return { contentType: 'application/x-subrip; charset=utf-8', body: srtText(subtitleCues(speech)) };
    case 'vtt':
      return { contentType: 'text/vtt; charset=utf-8', body: vttText(subtitleCues(speech)) };
    case 'verbose_json':
      return { contentType: 'application/json; charset=utf-8', body: verbose(transcript, granularities) };
    case 'json':
      return {
        contentType: 'application/json; charset=utf-8',
        body: { text: transcriptText(speech), usage: usage(transcript) },
      };
  }
}

export const transcriptText = (speech: readonly TranscribedSpeech[]): string =>
  speech
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(' ');

const toSeconds = (ms: number) => Math.round(ms) / 1000;
const usage = ({ durationMs }: Transcript) => ({ type: 'duration' as const, seconds: toSeconds(durationMs) });

function verbose(transcript: Transcript, granularities: readonly ('word' | 'segment')[]) {
  const { speech, durationMs, language } = transcript;
  const words = speech.flatMap((stretch) => stretch.words);
  return {
    task: 'transcribe',
    language,
    duration: toSeconds(durationMs),
    text: transcriptText(speech),
    ...(granularities.includes('word')
      ? {
          words: words.map(({ text, startMs, endMs }) => ({
            word: text,
            start: toSeconds(startMs),
            end: toSeconds(endMs),
          })),
        }
      : {}),
    ...(granularities.includes('segment') ? { segments: speech.map(segment) } : {}),
    usage: usage(transcript),
  } satisfies z.infer<typeof verboseTranscriptionSchema>;
}

function segment({ text, startMs, endMs, meanLogProbability }: TranscribedSpeech, id: number) {
  const bytes = Buffer.from(text);
  return {
    id,
    seek: Math.round(startMs / 10),
    start: toSeconds(startMs),
    end: toSeconds(endMs),
    text,
    tokens: [],
    temperature: 0 as const,
    avg_logprob: meanLogProbability,
    compression_ratio: Math.round((100 * bytes.length) / deflateSync(bytes).length) / 100,
  };
}
