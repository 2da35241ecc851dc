import type {
  AsrEvent,
  ControlEvent,
  ConversationItem,
  FeedbackGiven,
  InputEvent,
  LoadChanged,
  PlannerEvent,
  PlaybackEvent,
  SessionSettings,
  SessionSettingsChanged,
  ToolSettled,
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
  | LoadChanged
  | { readonly type: 'turn-record'; readonly record: TurnRecord }
  | { readonly type: 'turn-stored'; readonly turnId: string; readonly traceId: string };

/** What the client's side of a session tells the stages, and whoever keeps records. */
export type ConnectionInput =
  | InputEvent
  | ControlEvent
  | ToolSettled
  | PlaybackEvent
  | SessionSettingsChanged
  | FeedbackGiven;

/** One client's session, as the composition of the stages sees it. */
export interface GatewayConnection {
  readonly sessionId: string;
  /** When its socket was let in, on the gateway’s clock. */
  readonly admittedAtMs: number;
  /** Aborts when the session is over: its client is gone, and did not come back in time where it may. */
  readonly signal: AbortSignal;
  /** The first event is `session-settings`. Ends with the session. One reader. */
  readonly input: AsyncIterable<ConnectionInput>;
  /** Shows an event of a stage to the client. Never throws, never blocks. */
  send(event: SessionEvent): void;
  /**
   * What the planner is shown; read it after `response-requested` was sent. Assistant text is what was heard, once its
   * playback has ended. Instructions for one response alone come last, as a message of the system; a response with an
   * input of its own is shown that in place of the conversation.
   */
  readonly conversation: {
    items(): readonly ConversationItem[];
    /**
     * What the planner will be shown for the answer to the open turn if it is committed with `text` now, under the ids
     * that the items will then have. Nothing is changed by asking, and nothing that a client asked of another response
     * alone is in it.
     */
    itemsIfCommitted(turnId: string, text: string): readonly ConversationItem[];
  };
  /** What the client said of its device. */
  readonly device: Readonly<Record<string, string>>;
  /** With what the client asked of the present response alone. */
  settings(): SessionSettings;
  close(code: number, reason: string): void;
}
