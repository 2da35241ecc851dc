/**
 * Records what a running service sends in one conversation, for the scripted server of tests and screenshots:
 *
 *     node services/console/scripts/record-conversation.ts --server URL --out FILE.jsonl QUESTION.wav [QUESTION.wav …]
 *
 * Each question is said at real time once the reply before it has been heard; one after `--interrupt` is said 1.2 s into
 * that reply. Say only what may be published: the words end up in the file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { encodePcm16, readWav, resample } from '@cascade/audio';
import { PlayoutTimeline } from '@cascade/client';
import { type ClientEventInput, decodeBinaryAudio, parseServerEvent, type ServerEvent } from '@cascade/contracts';
import WebSocket from 'ws';
import { type RecordedLine, writeRecording } from './recording.ts';

const inputRateHz = 16_000;
const outputRateHz = 24_000;
const chunkMs = 20;
const interruptAfterMs = 1200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' },
    out: { type: 'string' },
    interrupt: { type: 'string', multiple: true, default: [] },
  },
});
if (!values.server || !values.out || positionals.length === 0) {
  console.error(
    'usage: record-conversation.ts --server URL --out FILE.jsonl QUESTION.wav … [--interrupt QUESTION.wav]',
  );
  process.exit(2);
}

const lines: RecordedLine[] = [];
const playout = new PlayoutTimeline(outputRateHz);
const itemOfStream = new Map<number, string>();
const waiting = new Set<(event: ServerEvent) => void>();
const startMs = performance.now();
const nowMs = () => Math.round((performance.now() - startMs) * 10) / 10;

const socket = new WebSocket(values.server);
const send = (event: ClientEventInput) => socket.send(JSON.stringify(event));

socket.on('message', (data: Buffer, isBinary) => {
  if (isBinary) return receiveAudio(data);
  const event = parseServerEvent(JSON.parse(data.toString()));
  if (!event) return;
  lines.push({ at_ms: nowMs(), event: withoutToken(event) });
  if (event.type === 'cascade.audio.stream') itemOfStream.set(event.stream, event.item_id);
  if (event.type === 'input_audio_buffer.speech_started') playout.cut(nowMs());
  for (const listener of waiting) listener(event);
});

/** What would open this session again is no part of a recording. */
function withoutToken(event: ServerEvent): ServerEvent {
  if (event.type !== 'session.created' && event.type !== 'session.updated') return event;
  const { session } = event;
  if (!session.cascade.resume) return event;
  const resume = { ...session.cascade.resume, token: 'recorded' };
  return { ...event, session: { ...session, cascade: { ...session.cascade, resume } } };
}

function receiveAudio(data: Buffer): void {
  const frame = decodeBinaryAudio(data);
  const itemId = frame && itemOfStream.get(frame.stream);
  if (!frame || itemId === undefined) return;
  const samples = frame.audio.length / 2;
  lines.push({ at_ms: nowMs(), audio: { stream: frame.stream, start_sample: frame.startSample, samples } });
  playout.receive(itemId, new Float32Array(samples), nowMs());
}

const eventOf = (type: ServerEvent['type']) =>
  new Promise<void>((resolve) => {
    const listener = (event: ServerEvent) => {
      if (event.type !== type) return;
      waiting.delete(listener);
      resolve();
    };
    waiting.add(listener);
  });

async function chunksOf(file: string): Promise<Uint8Array[]> {
  const { samples, sampleRateHz } = readWav(await readFile(file));
  const spoken =
    sampleRateHz === inputRateHz ? samples : resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz });
  const chunkSamples = (inputRateHz * chunkMs) / 1000;
  return Array.from({ length: Math.ceil(spoken.length / chunkSamples) }, (_, index) => {
    const chunk = new Float32Array(chunkSamples);
    chunk.set(spoken.subarray(index * chunkSamples, (index + 1) * chunkSamples));
    return new Uint8Array(encodePcm16(chunk));
  });
}

/** An open microphone: silence whenever nothing is said. */
const microphone: Uint8Array[] = [];
const silence = new Uint8Array((inputRateHz * chunkMs * 2) / 1000);

await new Promise((resolve) => socket.once('open', resolve));
const updated = eventOf('session.updated');
send({
  type: 'session.update',
  session: {
    type: 'realtime',
    audio: {
      input: { format: { type: 'audio/pcm', rate: inputRateHz } },
      output: { format: { type: 'audio/pcm', rate: outputRateHz } },
    },
    cascade: { binary_audio: true, playback_ack: true, resume: true, device: { client: 'record-conversation' } },
  },
});
await updated;

const openedMs = nowMs();
let sent = 0;
const timer = setInterval(() => {
  for (; sent * chunkMs < nowMs() - openedMs; sent++) {
    socket.send(microphone.shift() ?? silence);
    if (sent % 5 === 0) acknowledge();
  }
}, chunkMs / 2);

function acknowledge(): void {
  for (const itemId of playout.itemIds) {
    send({ type: 'cascade.playback.ack', item_id: itemId, played_ms: Math.round(playout.playedMs(itemId, nowMs())) });
  }
}

const questions = [
  ...positionals.map((file) => ({ file, interrupts: false })),
  ...values.interrupt.map((file) => ({ file, interrupts: true })),
];
let heard: Promise<void> | undefined;
for (const { file, interrupts } of questions) {
  if (interrupts) await new Promise((resolve) => setTimeout(resolve, interruptAfterMs));
  else await heard;
  const started = eventOf('cascade.audio.stream');
  heard = eventOf('cascade.turn.record');
  microphone.push(...(await chunksOf(file)));
  await started;
}
// Of an interrupted turn the record comes at once, that of the last one when it has been heard.
await eventOf('response.done');
await new Promise((resolve) => setTimeout(resolve, 1000));
clearInterval(timer);
socket.close();
await writeFile(values.out, writeRecording(lines));
console.log(`${lines.length} lines, ${nowMs()} ms: ${values.out}`);
