import { CascadeError } from '@cascade/contracts';

const firstBytes = 1 << 20;

/**
 * What is uploaded, gathered where another thread can read it: the memory grows in place, so that nothing is copied
 * twice, which would hold up the main thread for a large file.
 */
export class SharedBytes {
  readonly #memory: SharedArrayBuffer;
  readonly #maxBytes: number;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#memory = new SharedArrayBuffer(Math.min(firstBytes, maxBytes), { maxByteLength: maxBytes });
  }

  /** @throws CascadeError `message_too_large` */
  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#maxBytes) {
      throw new CascadeError('message_too_large', `The file is larger than ${this.#maxBytes} bytes.`, {
        param: 'file',
      });
    }
    if (needed > this.#memory.byteLength) {
      this.#memory.grow(Math.min(this.#maxBytes, Math.max(needed, 2 * this.#memory.byteLength)));
    }
    new Uint8Array(this.#memory, this.#length).set(chunk);
    this.#length = needed;
  }

  /** All that was appended. */
  bytes(): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#memory, 0, this.#length);
  }
}
