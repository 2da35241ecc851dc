/** The conversation as the page shows it: one entry for each message, in the order they began. */

export interface UserMessage {
  readonly role: 'user';
  readonly itemId: string;
  readonly by: 'voice' | 'text';
  /** What will not change any more. */
  readonly stableText: string;
  /** What follows it for now; empty once the message is final. */
  readonly unstableText: string;
  readonly isFinal: boolean;
  /** The recognizer failed on it. */
  readonly failed: boolean;
}

export type ReplyStatus = 'in-progress' | 'completed' | 'interrupted' | 'failed';

export interface ReplyMessage {
  readonly role: 'assistant';
  readonly itemId: string;
  readonly responseId: string;
  readonly status: ReplyStatus;
  /** False for a reply in writing alone. */
  readonly isSpoken: boolean;
  /** Joined, the three are the reply's text. */
  readonly heardText: string;
  /** The words that sound now. */
  readonly soundingText: string;
  readonly unheardText: string;
}

export type Message = UserMessage | ReplyMessage;
