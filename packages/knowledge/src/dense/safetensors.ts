import { z } from 'zod';

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Tensors of a safetensors file: eight bytes of header length (little endian), a JSON header, then the data.
 *
 * @returns looks a tensor up by name; the data are a view of the file where its alignment allows
 * @throws Error naming the tensor that is missing or of another type than F32
 */
export function readSafetensors(file: Uint8Array): (name: string) => FloatTensor {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength)));
  const entries = new Map(Object.entries(header as Record<string, unknown>));
  return (name) => {
    const entry = entrySchema.safeParse(entries.get(name));
    if (!entry.success || entry.data.dtype !== 'F32') throw new Error(`the tensor ${name} is missing or not F32`);
    const [start, end] = entry.data.data_offsets;
    const offset = file.byteOffset + 8 + headerLength + start;
    const length = (end - start) / 4;
    const aligned = offset % 4 === 0;
    const data = aligned
      ? new Float32Array(file.buffer, offset, length)
      : new Float32Array(file.buffer.slice(offset, offset + (end - start)));
    return { shape: entry.data.shape, data };
  };
}
