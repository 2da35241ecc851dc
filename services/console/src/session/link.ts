/** The page's connection to the service: the client package, reduced to what the store needs. */
import type { ClientEventInput, ServerEvent, SessionUpdate } from '@cascade/contracts';

export type LinkChange =
  /** Connected again; a new session knows nothing of what was said before. */
  | { readonly kind: 'open'; readonly isNewSession: boolean }
  | { readonly kind: 'reconnecting' }
  /** Over for good; `reason` as the service or the browser put it. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface LinkListener {
  event(event: ServerEvent): void;
  /** PCM16 at 24 kHz. */
  audio(itemId: string, pcm: Uint8Array): void;
  change(change: LinkChange): void;
}

export interface Link {
  send(event: ClientEventInput): void;
  /** PCM16 at 16 kHz. */
  appendAudio(pcm: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** Resolves when the session is described. @throws KeyNeeded, CascadeError */
export type OpenLink = (session: SessionUpdate, listener: LinkListener) => Promise<Link>;
