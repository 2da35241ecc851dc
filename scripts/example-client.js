// Asks one question, spoken or written, and keeps the spoken reply: node scripts/example-client.js question.wav
import { readFileSync, writeFileSync } from 'node:fs';
import { WebSocket } from 'ws';

const [question = 'What time is it?', replyFile = 'reply.wav'] = process.argv.slice(2);
const { CASCADE_URL = 'ws://127.0.0.1:8080/v1/realtime', CASCADE_KEY = 'none' } = process.env;
const wav = question.endsWith('.wav') ? readFileSync(question) : undefined; // 16 bit, mono; 16, 24 or 48 kHz
const said = [Buffer.from('RIFF____WAVEfmt \x10\0\0\0\x01\0\x01\0\xc0]\0\0\x80\xbb\0\0\x02\0\x10\0data____', 'latin1')];
const socket = new WebSocket(CASCADE_URL, { headers: { authorization: `Bearer ${CASCADE_KEY}` } });
const send = (type, fields) => socket.send(JSON.stringify({ type, ...fields }));
socket.on('open', () => {
  const format = { type: 'audio/pcm', rate: wav?.readUInt32LE(24) ?? 24000 };
  send('session.update', { session: { type: 'realtime', audio: { input: { format, turn_detection: null } } } });
  for (let at = wav ? wav.indexOf('data') + 8 : 0; at < (wav?.length ?? 0); at += 32000)
    send('input_audio_buffer.append', { audio: wav.subarray(at, at + 32000).toString('base64') });
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] };
  send(...(wav ? ['input_audio_buffer.commit'] : ['conversation.item.create', { item }]));
  send('response.create');
});
socket.on('message', (data) => {
  const { type, transcript, delta, error } = JSON.parse(data);
  if (type.endsWith('input_audio_transcription.completed')) console.log(`You: ${transcript}`);
  if (type === 'response.output_audio_transcript.done') console.log(`Cascade: ${transcript}`);
  if (type === 'response.output_audio.delta') said.push(Buffer.from(delta, 'base64'));
  if (type === 'error') console.error(error.message);
  if (type !== 'response.done') return;
  for (const at of [4, 40]) said[0].writeUInt32LE(Buffer.concat(said).length - at - 4, at);
  writeFileSync(replyFile, Buffer.concat(said));
  socket.close();
});
