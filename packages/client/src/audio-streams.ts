import type { BinaryAudioFrame, ServerEventOf } from '@cascade/contracts';

/** A piece of a reply in the session's output format, however it travelled. */
export interface ReplyAudio {
  readonly responseId: string;
  readonly itemId: string;
  readonly bytes: Uint8Array;
}

interface Stream {
  readonly responseId: string;
  readonly itemId: string;
  /** Where the last frame taken began. Frames are sent again as they were, so this tells them apart. */
  lastStartSample: number;
}

/** Whose audio the binary frames of a stream number are, and which of them have come. */
export class AudioStreams {
  readonly #streams = new Map<number, Stream>();

  announce({ stream, response_id, item_id }: ServerEventOf<'cascade.audio.stream'>): void {
    this.#streams.set(stream, { responseId: response_id, itemId: item_id, lastStartSample: -1 });
  }

  take({ stream: number, startSample, audio }: BinaryAudioFrame): ReplyAudio | 'seen' | 'unknown' {
    const stream = this.#streams.get(number);
    if (!stream) return 'unknown';
    if (startSample <= stream.lastStartSample) return 'seen';
    stream.lastStartSample = startSample;
    return { responseId: stream.responseId, itemId: stream.itemId, bytes: audio };
  }

  restart(): void {
    this.#streams.clear();
  }
}
