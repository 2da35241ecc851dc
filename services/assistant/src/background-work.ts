import type { Clock, SessionSettings, Span, StageContext, StageLogger } from '@cascade/contracts';

/** What a stage is told where there is no conversation: only the voice matters, and that others go first. */
export const backgroundSettings = ({ voice = 'default', speed = 1 } = {}): SessionSettings => ({
  instructions: '',
  outputModality: 'audio',
  respond: false,
  inputFormat: { codec: 'pcm16', rateHz: 24_000 },
  outputFormat: { codec: 'pcm16', rateHz: 24_000 },
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice,
  speed,
  clientTools: [],
  background: true,
});

export interface BackgroundSurroundings {
  readonly clock: Clock;
  readonly logger: StageLogger;
  recordSpan(span: Span): void;
}

/** A context for stages that run outside any session. */
export const backgroundContext = (
  name: string,
  signal: AbortSignal,
  { clock, logger, recordSpan }: BackgroundSurroundings,
): StageContext => ({ sessionId: name, traceId: name, clock, logger, signal, recordSpan });
