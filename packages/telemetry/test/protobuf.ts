/** The wire format of protocol buffers, as far as OTLP needs it. https://protobuf.dev/programming-guides/encoding/ */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

/** Fields of one message by number; a field that stands there several times has several values. */
export function readFields(message: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const bytes = (length: number): Buffer => {
    const part = message.subarray(at, at + length);
    at += length;
    return part;
  };
  while (at < message.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    const values = fields.get(tag >> 3) ?? [];
    fields.set(tag >> 3, values);
    if (wireType === 0) values.push(varint());
    else if (wireType === 1) values.push(bytes(8).readBigUInt64LE());
    else if (wireType === 2) values.push(bytes(Number(varint())));
    else if (wireType === 5) values.push(BigInt(bytes(4).readUInt32LE()));
    else throw new Error(`wire type ${wireType}`);
  }
  return fields;
}

export const messagesOf = (fields: Fields, number: number): Fields[] =>
  (fields.get(number) ?? []).map((value) => readFields(value as Buffer));
export const textOf = (fields: Fields, number: number): string => String(fields.get(number)?.[0] ?? '');
export const hexOf = (fields: Fields, number: number): string =>
  ((fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0)).toString('hex');
export const numberOf = (fields: Fields, number: number): bigint =>
  (fields.get(number)?.[0] as bigint | undefined) ?? 0n;
