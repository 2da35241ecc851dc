import type { StageName } from './stage.ts';

/**
 * Every error code of the project: what went wrong, how to mend it, whether the same call may work later.
 * Code, documents and wire are tested against this one table.
 */
export const errorTable = {
  // What a client sends
  invalid_json: { cause: 'The message is not JSON.', cure: 'Send one JSON object a text frame.', retryable: false },
  invalid_event: {
    cause: 'A field of the event is missing or of the wrong type.',
    cure: 'Mend the field that `param` names.',
    retryable: false,
  },
  unknown_event: {
    cause: 'No client event has this `type`.',
    cure: 'Use an event of the protocol reference.',
    retryable: false,
  },
  unsupported_value: {
    cause: 'The field is known, the value is not supported.',
    cure: 'Use a value that the message lists.',
    retryable: false,
  },
  invalid_audio: {
    cause: 'The audio is not whole samples of the declared format.',
    cure: 'Send base64 of the format in session.audio.input.format; PCM16 needs an even number of bytes.',
    retryable: false,
  },
  input_audio_buffer_empty: {
    cause: 'A commit found less than 100 ms of audio.',
    cure: 'Append audio before the commit.',
    retryable: false,
  },
  item_not_found: {
    cause: 'No conversation item has this id.',
    cure: 'Use an id that the server sent.',
    retryable: false,
  },
  conversation_full: {
    cause: 'The conversation holds as many items or as much text as it may.',
    cure: 'Delete items or begin a new session.',
    retryable: false,
  },
  response_in_progress: {
    cause: 'A response is already being spoken.',
    cure: 'Wait for response.done or send response.cancel first.',
    retryable: true,
  },
  response_cancel_not_active: {
    cause: 'There is no response to cancel.',
    cure: 'Nothing to do: it had ended already.',
    retryable: false,
  },
  message_too_large: {
    cause: 'A frame is larger than the limit.',
    cure: 'Send audio in chunks of at most one second.',
    retryable: false,
  },
  too_many_sessions: {
    cause: 'The service holds as many sessions as it is configured to.',
    cure: 'Try again later.',
    retryable: true,
  },
  slow_client: {
    cause: 'The client does not read what it is sent.',
    cure: 'Read the socket, or reconnect from a better network.',
    retryable: true,
  },
  audio_overrun: {
    cause: 'Audio arrives faster than it can be heard.',
    cure: 'Send at real time.',
    retryable: true,
  },
  // What a stage runs into
  stage_failed: {
    cause: 'A stage failed on this turn.',
    cure: 'Try again; the log has the trace id.',
    retryable: true,
  },
  transcription_failed: { cause: 'The recognizer failed on this audio.', cure: 'Say it again.', retryable: true },
  synthesis_failed: { cause: 'The voice failed on this text.', cure: 'Ask again.', retryable: true },
  planner_unavailable: {
    cause: 'The language model cannot be reached or answered with an error.',
    cure: 'Check CASCADE_LLM_URL and the log of the model server.',
    retryable: true,
  },
  planner_timeout: {
    cause: 'The language model took longer than its limit.',
    cure: 'Raise CASCADE_LLM_TIMEOUT_MS or use a faster model.',
    retryable: true,
  },
  tool_failed: {
    cause: 'A tool refused its arguments, failed, took too long or is not connected.',
    cure: 'The message names the tool and why; the log of the assistant has its server.',
    retryable: true,
  },
  planner_nonsense: {
    cause: 'The language model returned no usable text.',
    cure: 'Use a more capable model.',
    retryable: true,
  },
  worker_lost: {
    cause: 'An inference worker ended while it worked.',
    cure: 'Try again; it is restarted.',
    retryable: true,
  },
  cancelled: { cause: 'The work was cancelled.', cure: 'Nothing to do.', retryable: false },
  overloaded: { cause: 'A queue is full.', cure: 'Try again later or with fewer sessions.', retryable: true },
  unauthorized: {
    cause: 'No valid API key or token came with the request.',
    cure: 'Send `Authorization: Bearer KEY`; in a browser, the subprotocol `openai-insecure-api-key.TOKEN`.',
    retryable: false,
  },
  forbidden: {
    cause: 'The key has not the scope, or the page not the origin, that this needs.',
    cure: 'Use a key with the scope that the message names, or add the origin to CASCADE_ALLOWED_ORIGINS.',
    retryable: false,
  },
  rate_limited: {
    cause: 'More requests, sessions or bytes than the limit allows.',
    cure: 'Slow down; `retry-after` says for how long.',
    retryable: true,
  },
  resume_expired: {
    cause: 'The session to be resumed has ended, or its token is wrong.',
    cure: 'Go on in the new session; its history is empty.',
    retryable: false,
  },
  going_away: {
    cause: 'The service, or this session, comes to its end.',
    cure: 'Connect again.',
    retryable: true,
  },
  not_found: { cause: 'There is nothing at this address.', cure: 'See the OpenAPI document.', retryable: false },
  store_failed: {
    cause: 'The database refused or lost an operation.',
    cure: 'Check its address, rights and free space; the message has its own words.',
    retryable: true,
  },
  connection_failed: {
    cause: 'The service cannot be reached, or the connection broke.',
    cure: 'Check the address and that the service runs.',
    retryable: true,
  },
  // What an operator runs into
  invalid_config: {
    cause: 'A configuration value is out of its range.',
    cure: 'Mend the key that the message names.',
    retryable: false,
  },
  model_missing: { cause: 'A model file is not there.', cure: 'Run `pnpm models pull`.', retryable: false },
  model_corrupt: {
    cause: 'A model file differs from the manifest.',
    cure: 'Run `pnpm models pull` to fetch it again.',
    retryable: false,
  },
  model_fetch_failed: {
    cause: 'A model could not be fetched.',
    cure: 'Check the network and the message of the package client.',
    retryable: true,
  },
  invalid_file: {
    cause: 'A file is not what it should be.',
    cure: 'Mend the place that the message names.',
    retryable: false,
  },
  internal: { cause: 'An error nobody foresaw.', cure: 'Report it with the trace id.', retryable: false },
} as const satisfies Record<string, { cause: string; cure: string; retryable: boolean }>;

export type ErrorCode = keyof typeof errorTable;

export interface CascadeErrorOptions {
  /** The stage it happened in, when there is one. */
  stage?: StageName;
  /** The field of the client's event at fault, as a dotted path. */
  param?: string;
  cause?: unknown;
  /** Overrides the table's value. */
  retryable?: boolean;
}

const marker = Symbol.for('cascade.error');

/** The one error class. `message` is safe to show to a client: no stack, no transcript. */
export class CascadeError extends Error {
  readonly code: ErrorCode;
  readonly stage: StageName | undefined;
  readonly param: string | undefined;
  readonly retryable: boolean;
  readonly [marker] = true;

  constructor(code: ErrorCode, message: string, options: CascadeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CascadeError';
    this.code = code;
    this.stage = options.stage;
    this.param = options.param;
    this.retryable = options.retryable ?? errorTable[code].retryable;
  }

  /** True also for an error of another copy of this package, or one rebuilt from a worker's message. */
  static is(error: unknown): error is CascadeError {
    return typeof error === 'object' && error !== null && marker in error;
  }

  /** Wraps anything thrown; a CascadeError is returned as it is. */
  static from(error: unknown, code: ErrorCode, message: string, options: CascadeErrorOptions = {}): CascadeError {
    return CascadeError.is(error) ? error : new CascadeError(code, message, { ...options, cause: error });
  }
}
