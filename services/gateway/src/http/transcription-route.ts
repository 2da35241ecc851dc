import { CascadeError } from '@cascade/contracts';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { newId } from '../ids.ts';
import { clientGone } from './client-gone.ts';
import { begun, sendEvents } from './event-stream.ts';
import type { HttpJobs } from './http-jobs.ts';
import { describeRoute, errorResponses } from './route-description.ts';
import type { SpeechApi, TranscribedSpeech } from './speech-api.ts';
import {
  type Transcript,
  transcriptionAnswer,
  transcriptionSchema,
  transcriptText,
  verboseTranscriptionSchema,
} from './transcription-answer.ts';
import { readTranscriptionForm } from './transcription-form.ts';
import { type TranscriptionFields, transcriptionFormSchema } from './transcription-request.ts';
import { text } from './wire-schemas.ts';

const description = `Takes a recording, answers with what is said in it, from the same recognizer and voice detector
as conversations. Conversations go first. A client that hangs up ends the work.`;

/** `POST /v1/audio/transcriptions`, as of OpenAI. A fastify plugin. */
export async function transcriptionRoute(app: FastifyInstance, jobs: HttpJobs): Promise<void> {
  await app.register(multipart);
  app.post(
    '/v1/audio/transcriptions',
    {
      onRequest: jobs.authorize,
      schema: describeRoute({
        summary: 'A recording to text',
        description,
        tags: ['speech'],
        consumes: ['multipart/form-data'],
        body: transcriptionFormSchema,
        response: {
          200: {
            description: 'The transcript, in the format that was asked for.',
            content: {
              'application/json': { schema: transcriptionSchema.or(verboseTranscriptionSchema) },
              'text/plain': { schema: text },
              'application/x-subrip': { schema: text },
              'text/vtt': { schema: text },
              'text/event-stream': {
                schema: text.describe('`transcript.text.delta` events, then one `transcript.text.done`.'),
              },
            },
          },
          ...errorResponses(400, 401, 403, 413, 429, 500, 503),
        },
      }),
    },
    async (request, reply) => {
      const speechApi = jobs.speechApi();
      const signal = clientGone(reply);
      const slot = jobs.take(reply);
      const startMs = jobs.clock.nowMs();
      const { fields, file } = await readTranscriptionForm(request, jobs.limits.maxUploadBytes);
      const language = languageOf(fields.language, speechApi.languages);
      const asEvents = fields.stream;
      if (asEvents && fields.response_format !== 'json' && fields.response_format !== 'text') {
        throw new CascadeError('unsupported_value', 'stream: expected response_format json or text with it.', {
          param: 'stream',
        });
      }
      await slot.start(signal);
      const { samples, durationMs } = await jobs.recordings.read(file, jobs.limits, signal);
      const id = newId('req');
      reply.headers({ 'x-request-id': id, 'x-cascade-model': speechApi.versions.asr ?? 'unknown' });
      const unused = unusedHints(fields);
      if (unused.length > 0) reply.header('x-cascade-unused', unused.join(', '));
      const done = (speech: readonly TranscribedSpeech[]) => {
        const wallMs = Math.round(jobs.clock.nowMs() - startMs);
        const counts = { stretches: speech.length, audio_ms: Math.round(durationMs), wall_ms: wallMs };
        jobs.logger.info({ request_id: id, ...counts, version: speechApi.versions.asr }, 'recording transcribed');
      };
      if (asEvents) return sendTranscriptEvents(reply, speechApi, samples, signal, done);
      const speech = await Array.fromAsync(speechApi.transcribe(samples, { signal }));
      done(speech);
      const transcript: Transcript = { speech, durationMs, language };
      const granularities = fields.timestamp_granularities ?? ['segment'];
      const { contentType, body } = transcriptionAnswer(transcript, fields.response_format, granularities);
      return reply.type(contentType).send(body);
    },
  );
}

async function sendTranscriptEvents(
  reply: FastifyReply,
  speechApi: SpeechApi,
  samples: Float32Array,
  signal: AbortSignal,
  done: (speech: readonly TranscribedSpeech[]) => void,
): Promise<FastifyReply> {
  const source = await begun(speechApi.transcribe(samples, { signal }));
  async function* events() {
    const speech: TranscribedSpeech[] = [];
    for await (const stretch of source.all()) {
      if (stretch.text === '') continue;
      const delta = speech.length === 0 ? stretch.text : ` ${stretch.text}`;
      speech.push(stretch);
      yield { type: 'transcript.text.delta', delta };
    }
    done(speech);
    yield { type: 'transcript.text.done', text: transcriptText(speech) };
  }
  return sendEvents(reply, events());
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });
const nameOf = (language: string) => (languageNames.of(language) ?? language).toLowerCase();

/** The English name of the language, as OpenAI answers it. @throws CascadeError `unsupported_value` */
function languageOf(asked: string | undefined, known: readonly string[]): string {
  const wanted = asked?.toLowerCase().split('-')[0];
  const found = known.find((language) => !wanted || wanted === language || wanted === nameOf(language));
  if (found !== undefined) return nameOf(found);
  throw new CascadeError('unsupported_value', `language: expected ${known.join(', ')}.`, { param: 'language' });
}

/** What was sent for the recognizer's benefit and is of none to this one: said in a header, not passed over in silence. */
function unusedHints({ prompt, temperature }: TranscriptionFields): string[] {
  return [...(prompt ? ['prompt'] : []), ...(temperature ? ['temperature'] : [])];
}
