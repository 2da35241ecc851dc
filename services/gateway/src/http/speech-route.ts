import { CascadeError } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { clientGone } from './client-gone.ts';
import { begun, sendBytes, sendEvents } from './event-stream.ts';
import type { HttpJobs } from './http-jobs.ts';
import { parseRequest } from './request-fault.ts';
import { describeRoute, errorResponses } from './route-description.ts';
import type { SpeechVoice } from './speech-api.ts';
import { contentTypes, encodeSpeech, speechFormats } from './speech-formats.ts';
import { bytes, text } from './wire-schemas.ts';

const longestInput = 4096;

export const speechRequestSchema = z.strictObject({
  model: z.string().min(1).max(128).default('cascade').describe('Any name: `/v1/models` says which voice runs.'),
  input: z
    .string()
    .min(1, 'expected a text')
    .max(longestInput, `expected at most ${longestInput} characters`)
    .describe('Plain text or light Markdown, which is not read out.'),
  voice: z
    .union([z.string().max(128), z.object({ id: z.string().max(128) })])
    .default('default')
    .describe('One of `/v1/voices`; any other name stands for the first of them.'),
  response_format: z.enum(speechFormats, { error: `expected one of ${speechFormats.join(', ')}` }).default('mp3'),
  speed: z.number().min(0.25).max(4).default(1).describe('Within the range of the voice, see `/v1/voices`.'),
  stream_format: z
    .enum(['audio', 'sse'], { error: 'expected audio or sse' })
    .default('audio')
    .describe('`sse`: the audio in base64, as events.'),
  instructions: z
    .literal('', { error: 'the voice takes no instructions: leave them out' })
    .optional()
    .describe('Only empty: the voice takes none.'),
});

const description = `Reads a text out with the voice of the conversations, which go first. The answer begins when the
first clause is made and goes on clause by clause. Audio is 24 kHz mono: \`pcm\` 16-bit little-endian, \`wav\` the same
with a header that leaves its length open, \`mp3\` 64 kbit/s. A client that hangs up ends the work.`;

/** `POST /v1/audio/speech`, as of OpenAI. A fastify plugin. */
export async function speechRoute(app: FastifyInstance, jobs: HttpJobs): Promise<void> {
  app.post(
    '/v1/audio/speech',
    {
      onRequest: jobs.authorize,
      bodyLimit: 64 << 10,
      schema: describeRoute({
        summary: 'A text to audio',
        description,
        tags: ['speech'],
        body: speechRequestSchema,
        response: {
          200: {
            description: 'The audio, as it is made.',
            content: {
              'audio/mpeg': { schema: bytes },
              'audio/wav': { schema: bytes },
              'audio/pcm': { schema: bytes },
              'text/event-stream': { schema: text.describe('`speech.audio.delta` events, then `speech.audio.done`.') },
            },
          },
          ...errorResponses(400, 401, 403, 413, 429, 500, 503),
        },
      }),
    },
    async (request, reply) => {
      const speechApi = jobs.speechApi();
      const asked = parseRequest(speechRequestSchema, request.body ?? {});
      const voice = voiceFor(asked.voice, asked.speed, speechApi.voices);
      const signal = clientGone(reply);
      const slot = jobs.take(reply);
      const startMs = jobs.clock.nowMs();
      await slot.start(signal);
      const audio = await begun(speechApi.speak(asked.input, { voice: voice.id, speed: asked.speed, signal }));
      if (audio.empty) {
        throw new CascadeError('unsupported_value', 'input: there is nothing to say in it.', { param: 'input' });
      }
      const id = newId('req');
      const firstAudioMs = Math.round(jobs.clock.nowMs() - startMs);
      reply.headers({
        'x-request-id': id,
        'x-cascade-model': speechApi.versions.tts ?? 'unknown',
        'x-cascade-voice': voice.id,
      });
      async function* counted() {
        let samples = 0;
        for await (const chunk of audio.all()) {
          samples += chunk.length;
          yield chunk;
        }
        const wallMs = Math.round(jobs.clock.nowMs() - startMs);
        const counts = { characters: asked.input.length, audio_ms: Math.round(samples / 24) };
        const times = { first_audio_ms: firstAudioMs, wall_ms: wallMs, version: speechApi.versions.tts };
        jobs.logger.info({ request_id: id, ...counts, ...times }, 'text read out');
      }
      const encoded = encodeSpeech(asked.response_format, counted());
      return asked.stream_format === 'sse'
        ? sendEvents(reply, speechEvents(encoded))
        : sendBytes(reply, contentTypes[asked.response_format], encoded);
    },
  );
}

async function* speechEvents(encoded: AsyncIterable<Uint8Array>): AsyncGenerator<object> {
  for await (const chunk of encoded) {
    const audio = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('base64');
    yield { type: 'speech.audio.delta', audio };
  }
  yield { type: 'speech.audio.done' };
}

/** @throws CascadeError `unsupported_value` for a pace that the voice cannot speak at */
function voiceFor(
  asked: string | { readonly id: string },
  speed: number,
  voices: readonly [SpeechVoice, ...SpeechVoice[]],
): SpeechVoice {
  const name = typeof asked === 'string' ? asked : asked.id;
  const voice = voices.find(({ id }) => id === name) ?? voices[0];
  if (speed >= voice.slowest && speed <= voice.fastest) return voice;
  throw new CascadeError(
    'unsupported_value',
    `speed: the voice ${voice.id} speaks at ${voice.slowest} to ${voice.fastest} times its own pace.`,
    { param: 'speed' },
  );
}
