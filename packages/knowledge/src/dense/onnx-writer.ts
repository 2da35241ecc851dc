/**
 * Writes the few messages of ONNX that a graph needs (onnx.proto3 of ONNX, Apache-2.0; field numbers are part of the format).
 * Protobuf: https://protobuf.dev/programming-guides/encoding
 */

export type Attribute = number | readonly number[] | { readonly float: number };

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface GraphValue {
  readonly name: string;
  readonly type: 'float' | 'int64';
  /** A string is a dimension that is known only when it runs. */
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly constants: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array | BigInt64Array;
  }[];
}

const elementType = { float: 1, int64: 7 } as const;
const attributeType = { float: 1, int: 2, ints: 7 } as const;
const irVersion = 9;

/** The bytes of a ModelProto. */
export function writeModel(graph: Graph, opset: number): Uint8Array {
  return message([
    number(1, irVersion),
    bytes(8, message([text(1, ''), number(2, opset)])),
    bytes(7, writeGraph(graph)),
  ]);
}

function writeGraph({ nodes, inputs, outputs, constants }: Graph): Uint8Array {
  return message([
    ...nodes.map((node, index) => bytes(1, writeNode(node, index))),
    text(2, 'graph'),
    ...constants.map((constant) => bytes(5, writeTensor(constant))),
    ...inputs.map((value) => bytes(11, writeValue(value))),
    ...outputs.map((value) => bytes(12, writeValue(value))),
  ]);
}

function writeNode({ op, inputs, output, attributes = {} }: GraphNode, index: number): Uint8Array {
  return message([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, `${op}_${index}`),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, writeAttribute(name, value))),
  ]);
}

function writeAttribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number') return message([text(1, name), number(3, value), number(20, attributeType.int)]);
  if ('float' in value) return message([text(1, name), float(2, value.float), number(20, attributeType.float)]);
  return message([text(1, name), ...value.map((item) => number(8, item)), number(20, attributeType.ints)]);
}

function writeTensor({ name, shape, data }: Graph['constants'][number]): Uint8Array {
  const type = data instanceof Float32Array ? elementType.float : elementType.int64;
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message([...shape.map((size) => number(1, size)), number(2, type), text(8, name), bytes(9, raw)]);
}

function writeValue({ name, type, shape }: GraphValue): Uint8Array {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  const tensor = message([number(1, elementType[type]), bytes(2, message(dimensions))]);
  return message([text(1, name), bytes(2, bytes(1, tensor))]);
}

function message(fields: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(fields.reduce((sum, field) => sum + field.length, 0));
  let at = 0;
  for (const field of fields) {
    joined.set(field, at);
    at += field.length;
  }
  return joined;
}

function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const groups: number[] = [];
  while (rest >= 128n) {
    groups.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...groups, Number(rest)];
}

const number = (field: number, value: number) => Uint8Array.from([...varint(field << 3), ...varint(value)]);

function float(field: number, value: number): Uint8Array {
  const encoded = new Uint8Array(5);
  encoded[0] = (field << 3) | 5;
  new DataView(encoded.buffer).setFloat32(1, value, true);
  return encoded;
}

const bytes = (field: number, content: Uint8Array) =>
  message([Uint8Array.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);

const text = (field: number, content: string) => bytes(field, new TextEncoder().encode(content));
