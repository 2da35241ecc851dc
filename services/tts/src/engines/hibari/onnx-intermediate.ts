/**
 * Makes a value inside an ONNX graph one of its outputs, without touching the file: a model is a protocol-buffer
 * message, and parsers merge what is said twice, so that a second `graph` field (7) with one more `output` (12) appended
 * to the bytes adds that output. A type is not needed, as the runtime infers it.
 */
export function withIntermediateOutput(model: Uint8Array, valueName: string): Uint8Array {
  const name = field(1, new TextEncoder().encode(valueName));
  const graph = field(7, field(12, name));
  const extended = new Uint8Array(model.length + graph.length);
  extended.set(model);
  extended.set(graph, model.length);
  return extended;
}

/** A length-delimited field. Lengths and numbers here stay below 128, so each is a single byte. */
function field(number: number, content: Uint8Array): Uint8Array {
  if (content.length > 127) throw new RangeError(`A value name of ${content.length} bytes is too long`);
  return Uint8Array.from([(number << 3) | 2, content.length, ...content]);
}
