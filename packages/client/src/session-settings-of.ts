import type { RealtimeSession, SessionUpdate } from '@cascade/contracts';

/** The update that sets a new session as another one was, from the other's own description. */
export function settingsOfSession(session: RealtimeSession): SessionUpdate {
  const { type, audio, cascade } = session;
  const input = { ...audio.input, transcription: audio.input.transcription ?? null };
  const ours = { cascade: { ...cascade, resume: cascade.resume !== null } };
  if (session.type === 'transcription') return { type, audio: { input }, ...ours };
  const { model, instructions, output_modalities, tools, tool_choice, tracing } = session;
  const settings = { type, model, instructions, output_modalities, tools, tool_choice, tracing };
  return { ...settings, audio: { input, output: session.audio.output }, ...ours };
}
