import type { LoadMeasure, ServerEvent, ServerEventOf } from '@cascade/contracts';

/** Something the user should know, and may put away. One of each topic at a time. */
export interface Notice {
  readonly topic: string;
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
}

/** Errors that follow from two sides acting at once, and that nobody has to do anything about. */
const quietErrors = new Set(['response_cancel_not_active', 'input_audio_buffer_empty', 'cancelled']);

export function noticeOfEvent(event: ServerEvent): Notice | undefined {
  switch (event.type) {
    case 'error':
      if (quietErrors.has(event.error.code)) return undefined;
      return { topic: `error-${event.error.code}`, tone: 'danger', text: event.error.message };
    case 'cascade.degraded':
      return degradedNotice(event.what);
    case 'cascade.going_away':
      return { topic: 'going-away', tone: 'warning', text: goingAwayText(event.reason, event.time_left_ms) };
    case 'cascade.session.resumed':
      if (event.complete) return { topic: 'resumed', tone: 'info', text: 'Reconnected. Nothing was lost.' };
      return {
        topic: 'resumed',
        tone: 'warning',
        text: 'Reconnected. Some of what was said in between is not shown here.',
      };
    default:
      return undefined;
  }
}

/** After a gap so long that the old session was gone. */
export const newSessionNotice: Notice = {
  topic: 'resumed',
  tone: 'warning',
  text: 'Reconnected, but the session had ended: the new one does not remember what was said.',
};

type Shed = ServerEventOf<'cascade.degraded'>['what'];

/** One line for how busy the service is, whatever was said of it before. */
function degradedNotice(what: Shed): Notice {
  const topic = what in loadText ? 'degraded-load' : `degraded-${what}`;
  return { topic, tone: what === 'full-service' ? 'info' : 'warning', text: shedText[what] };
}

const loadText: Readonly<Record<LoadMeasure, string>> = {
  'partials-slower': 'The service is busy: words appear less often while you speak.',
  'no-speculation': 'The service is very busy: it no longer prepares answers ahead, so replies begin later.',
  'one-cut-finals': 'The service is at its limit: speech is recognized once instead of twice.',
  'full-service': 'The service has time again: nothing is left out any more.',
};

const shedText: Readonly<Record<Shed, string>> = {
  ...loadText,
  'input-silence': 'Audio from the microphone stopped in mid-turn; silence stood in for it.',
  'clause-without-audio': 'A part of the reply could not be spoken; it is shown in writing.',
  'reply-cut': 'The reply was longer than may be queued; its end was left out.',
};

export function goingAwayText(reason: 'shutdown' | 'session_length' | 'idle', timeLeftMs: number): string {
  const seconds = Math.max(1, Math.round(timeLeftMs / 1000));
  const within = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  if (reason === 'idle') return `Nobody has spoken for a while: the session ends within ${within}.`;
  if (reason === 'session_length') return `This session has reached its length: it ends within ${within}.`;
  return `The service is closing down: this session ends within ${within}.`;
}

/** Why a connection ended, as a sentence; undefined where that was to be expected. */
export function endText(code: number, reason: string): string | undefined {
  const sentence = reason === '' ? '' : ` (${reason})`;
  switch (code) {
    case 1000:
    case 1001:
    case 1005:
    case 1012:
      return undefined;
    case 1008:
      return `The service ended the connection: too much for one client${sentence}. Try again in a moment.`;
    case 1009:
      return 'The service ended the connection: a message was too large.';
    case 1011:
      return `A stage of the service failed${sentence}. Start again; the log has the trace id.`;
    case 1013:
      return `The service cannot take a session now${sentence}. Try again in a moment.`;
    default:
      return `The connection to the service was lost${sentence}. Check that it runs, then start again.`;
  }
}
