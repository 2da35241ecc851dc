import { CascadeError, type Clock } from '@cascade/contracts';
import type { GatewayConfig } from '../config.ts';
import { TokenBucket } from './token-bucket.ts';

export interface SessionLimitsOptions {
  readonly clock: Clock;
  readonly config: Pick<GatewayConfig, 'maxMessagesPerSecond' | 'maxBytesPerSecond'>;
  /** Once, at the message that was too much: close the connection with 1008 and the error's code and sentence. */
  onExceeded(error: CascadeError): void;
}

/** A client may send so many seconds' worth at once: recordings are sent faster than they are heard. */
const burstSeconds = 10;

/**
 * What one connection may send: messages and bytes a second, told apart from the audio in them, which has a limit of
 * its own. Call `message` for every message, and for every ping and pong, before any work is done on it.
 */
export class SessionLimits {
  readonly #options: SessionLimitsOptions;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  #closed = false;

  constructor(options: SessionLimitsOptions) {
    this.#options = options;
    const { clock, config } = options;
    const bucket = (perSecond: number) => new TokenBucket({ clock, perSecond, capacity: perSecond * burstSeconds });
    this.#messages = bucket(config.maxMessagesPerSecond);
    this.#bytes = bucket(config.maxBytesPerSecond);
  }

  /** False when it is too much, or was before: do nothing with the message. */
  message(byteLength: number): boolean {
    if (this.#closed) return false;
    if (this.#messages.take(1) && this.#bytes.take(byteLength)) return true;
    this.close();
    const { maxMessagesPerSecond, maxBytesPerSecond } = this.#options.config;
    const most = `${maxMessagesPerSecond} messages and ${maxBytesPerSecond} bytes a second`;
    this.#options.onExceeded(new CascadeError('rate_limited', `More than ${most}.`, { stage: 'gateway' }));
    return false;
  }

  close(): void {
    this.#closed = true;
  }
}
