/** The sentences of `docs/protocol.md` that no schema holds. */
import { binaryAudioHeaderBytes } from '@cascade/contracts';
import { gatewayConfigDefinition, realtimePath } from '@cascade/gateway';
import { takenOverCode } from '../../services/gateway/src/client-link.ts';
import { clientSecretsPath } from '../../services/gateway/src/edge/token-route.ts';
import { json } from './markdown.ts';

const resumeSeconds = gatewayConfigDefinition.resumeWindowMs.default / 1000;

export const head = `# Protocol reference

<!-- Made by \`node scripts/docs/protocol.ts\` from the schemas in packages/contracts. Do not edit by hand. -->

Cascade speaks the OpenAI Realtime protocol, with the event names of its general availability, over a WebSocket at
\`${realtimePath}\`. Clients written for it connect as they are. Events and fields of our own begin with \`cascade.\` or
stand under \`session.cascade\`; clients of others skip them. Every event is one JSON object in one text frame.

In TypeScript, \`@cascade/client\` speaks all of this, reconnects and resumes by itself (packages/client).`;

export const connect = `## Connect

\`\`\`
ws://127.0.0.1:8080${realtimePath}?model=any-name
\`\`\`

| part              | meaning                                                                                      |
| ----------------- | -------------------------------------------------------------------------------------------- |
| \`?model=\`         | any name, echoed: there is one pipeline                                                      |
| \`?intent=\`        | \`transcription\` opens a session that transcribes and makes no responses                      |
| \`Authorization\`   | \`Bearer KEY\`, where keys are configured                                                      |
| subprotocols      | for browsers, which cannot set headers: see below                                            |
| \`Origin\`          | of a web page: the service’s own, or one of \`CASCADE_ALLOWED_ORIGINS\`, compared whole         |
| \`OpenAI-Beta\`     | \`realtime=v1\` asks for the beta’s event names                                                |
| \`traceparent\`     | W3C trace context of the connection: the traces of its turns are linked to it                |

| subprotocol                     | meaning                                                                         |
| ------------------------------- | ------------------------------------------------------------------------------- |
| \`realtime\`                      | offer it with any of the others: it is the one that the service selects         |
| \`openai-insecure-api-key.KEY\`   | a key, or better a short-lived token; never echoed                              |
| \`openai-beta.realtime-v1\`       | asks for the beta’s event names                                                 |
| \`cascade-resume.TOKEN\`          | goes on with the session of that token                                          |
| \`cascade-after.EVENT_ID\`        | the last event that came, when resuming                                         |
| \`cascade-traceparent.VALUE\`     | as the header \`traceparent\`                                                     |

A key never stands in the address: one that does is refused. A page gets a token from its own server, which asks for it
with its key; the token is valid for ten minutes, or as long as asked for, and may carry the session’s settings:

\`\`\`
POST ${clientSecretsPath}
Authorization: Bearer KEY
\`\`\`

${json({ expires_after: { anchor: 'created_at', seconds: 600 }, session: { instructions: 'Be brief.' } })}

is answered by \`{"value": "ek_…", "expires_at": …, "session": …}\`. A token has the scopes of its key but \`debug\`, or fewer
by \`{"cascade": {"scopes": ["talk"]}}\`. Scopes: \`talk\` (hold conversations), \`records\` (see turn records and decisions),
\`debug\` (metrics). The \`openai\` package forces \`wss:\`; services/gateway/README.md says how to have TLS in development.`;

export const exchanges = `Arrows to the right are the client’s, dashed ones the service’s. What is not shown may come in between: partial
transcripts while somebody speaks, decisions, acknowledgements. Tests play these exchanges against the gateway.`;

export const sessionFields = `What \`session.update\` takes, and what holds before the first one (or what the token was issued with). Fields that are
absent stay as they are; inside \`turn_detection\`, as long as its \`type\` stays the same. The answer, \`session.updated\`,
shows the whole [Session](#session-shape).`;

export const refused = `Each of these is answered by one \`error\` with the code \`unsupported_value\` and the field in \`param\`; the rest of the
update holds. So is a field that does not exist. Null, and the value that says what happens anyway (\`auto\`, \`inf\`), are
taken. \`response.create\` is refused as a whole in these cases: the response would be another one.`;

export const clientEvents = `Each has its \`type\`, and may have an \`event_id\` of the client’s own, which an \`error\` that it causes names.`;

export const serverEvents = `Each has its \`type\` and an \`event_id\`. In a session the number after its last underscore rises by one, whatever the event; of
\`cascade.session.resumed\` it is that of the last event the client had.`;

export const binaryFrames = `## Binary frames

In sessions with \`cascade.binary_audio\`. A frame of the client is audio of its input format and nothing else. A frame of
the service begins with a header of ${binaryAudioHeaderBytes} bytes, little-endian, and audio of the output format follows:

| bytes | what                                                                                        |
| ----- | ------------------------------------------------------------------------------------------- |
| 0     | version, 1                                                                                  |
| 1     | 0                                                                                           |
| 2–3   | stream, as \`cascade.audio.stream\` announced it                                              |
| 4–7   | position of the first sample in the item’s audio, in samples of the output format’s rate    |

\`encodeBinaryAudio\` and \`decodeBinaryAudio\` of \`@cascade/contracts\` do it.`;

export const errors = `One table for \`error\` events, refusals over HTTP (same object, \`{"error": …}\`), failed responses and transcriptions, and
operators. “Retry” says whether the same may work later.`;

export const refusals = `Before there is a socket, in plain HTTP, and before any work is done. The body is an [Error](#error-shape) under \`error\`.
Browsers do not show it to pages: they see a close with 1006.`;

export const closes = `Reasons of our own begin with a code of the error table. “Connect again” is what \`@cascade/client\` does: after ${takenOverCode}
and others without it, the same would only happen again. A session with \`cascade.resume\` waits ${resumeSeconds} s for its client after
1006, a close of the client’s other than 1000, and \`slow_client\`; it is over after the others.`;

export const limits = `Defaults; the operator sets them by these variables. Audio may run ahead of real time by the allowance, which grows back
at twice real time; what exceeds it is refused with \`audio_overrun\`. Messages and bytes may come for ten seconds at once.
Ten seconds before the longest session or idleness is reached, \`cascade.going_away\` says so. An event may be nested 48
levels deep, an \`event_id\` has at most 512 characters, a session 128 tools, a conversation 4000 items or two million
characters of a client’s.`;

export const beta = `With \`OpenAI-Beta: realtime=v1\`, or the subprotocol \`openai-beta.realtime-v1\`, a session speaks the names of the beta;
both \`session.update\` and \`transcription_session.update\` are taken. What is not in this table is the same.`;

export const differences = `## Where this differs

From the types of the \`openai\` package, on purpose (packages/contracts checks all else against them at compile time):

- PCM may have 16,000 and 48,000 samples a second besides 24,000.
- The transcript of the user’s item is null until it is known: \`conversation.item.added\` comes before the transcription.
- An audio format and a content part have to say their \`type\`.
- No images and no MCP items. MCP tools, stored prompts and other fields that are known and not supported are answered by
  an error that names them.
- Not sent: events of WebRTC and telephony (\`output_audio_buffer.started\` and \`stopped\`, \`dtmf_event_received\`), of MCP,
  of segments by speaker, and \`conversation.created\`.

From the service of OpenAI, in behaviour:

- Reply audio comes at the pace of its playback, and the dones when it has been played, so that an interruption can be
  truncated at any time; a client that never says what it played is believed to play at that pace.
- \`speech_started\` is sent when a turn begins, not at every sound: a cough does not stop playback. A turn that goes on
  after it seemed over sends another one.
- After an interruption history holds exactly the words that were heard; the item’s transcript says them. What a
  truncation took away no later truncation and no acknowledgement brings back.
- Besides answers the service may say something by itself, as a response of its own: a word while a tool works (the model
  is not shown it, and no idle timeout counts from it), a question whether the user is still there
  (\`cascade.reprompt_after_ms\`), and the rest of a reply that was stopped by mistake.`;
