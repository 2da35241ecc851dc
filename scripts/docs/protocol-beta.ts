/** The beta's names, asked of the one place that knows them. */
import { fromBetaEvent, toBetaEvent } from '../../services/gateway/src/beta-dialect.ts';
import { json, table } from './markdown.ts';
import { serverExamples } from './protocol-examples.ts';

export function betaEventTable(): string {
  const rows = Object.values(serverExamples).flatMap((event) => {
    const beta = toBetaEvent(event) as { type: string } | undefined;
    if (beta?.type === event.type) return [];
    return [[`\`${event.type}\``, beta ? `\`${beta.type}\`` : 'not sent']];
  });
  return table(['today', 'beta'], rows);
}

/** How a client of the beta writes its session, and what is made of it. */
export function betaSessionExample(): string {
  const session = {
    modalities: ['audio', 'text'],
    input_audio_format: 'pcm16',
    output_audio_format: 'g711_ulaw',
    input_audio_transcription: { model: 'whisper-1' },
    turn_detection: { type: 'server_vad' },
    voice: 'heart',
    speed: 1,
    max_response_output_tokens: 'inf',
  };
  const written = { type: 'session.update', session };
  return [json(written), 'is read as', json(fromBetaEvent(written))].join('\n\n');
}
