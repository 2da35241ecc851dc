import type {
  AsrEvent,
  ControlEvent,
  ConversationItem,
  InputEvent,
  PlannerEvent,
  PlaybackEvent,
  SessionSettings,
  SessionSettingsChanged,
  TtsEvent,
  TurnEvent,
  TurnRecord,
  VadEvent,
} from '@cascade/contracts';

/** What the stages tell the client's side of a session. */
export type SessionEvent =
  | VadEvent
  | AsrEvent
  | TurnEvent
  | PlannerEvent
  | TtsEvent
  | { readonly type: 'turn-record'; readonly record: TurnRecord };

/** What the client's side of a session tells the stages. */
export type ConnectionInput = InputEvent | ControlEvent | PlaybackEvent | SessionSettingsChanged;

/** One client's session, as the composition of the stages sees it. */
export interface GatewayConnection {
  readonly sessionId: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  /** The first event is `session-settings`. Ends when the client is gone. One reader. */
  readonly input: AsyncIterable<ConnectionInput>;
  /** Shows an event of a stage to the client. Never throws, never blocks. */
  send(event: SessionEvent): void;
  /**
   * What the planner is shown; read it after `response-requested` was sent. Assistant text is what was heard, once its
   * playback has ended. Instructions for one response alone come last, as a message of the system.
   */
  readonly conversation: { items(): readonly ConversationItem[] };
  /** What the client said of its device. */
  readonly device: Readonly<Record<string, string>>;
  settings(): SessionSettings;
  close(code: number, reason: string): void;
}
