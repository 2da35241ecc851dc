import { type Attribute, type Graph, type GraphNode, writeModel } from './onnx-writer.ts';
import type { FloatTensor } from './safetensors.ts';

export interface BertShape {
  readonly layers: number;
  readonly heads: number;
  readonly width: number;
  readonly epsilon: number;
}

const opset = 20;

/**
 * The encoder of BERT (Devlin et al. 2019) as ONNX, from the sum of the embeddings on: `embedded` [tokens of all texts, width],
 * `mask` [texts, 1, 1, length] (0, or a large negative number for padding), `split` (the int64 shape texts, length, heads,
 * width / heads) → `hidden` [tokens of all texts, width].
 */
export function bertEncoder(tensor: (name: string) => FloatTensor, shape: BertShape): Uint8Array {
  const nodes: GraphNode[] = [];
  const constants: Graph['constants'][number][] = [];
  let count = 0;
  const constant = (name: string, data: FloatTensor | { shape: number[]; data: BigInt64Array }) => {
    constants.push({ name, ...data });
    return name;
  };
  const node = (
    op: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output = `v${count++}`,
  ) => {
    nodes.push({ op, inputs, output, attributes });
    return output;
  };
  const weights = (name: string) => constant(name, tensor(name));
  const linear = (input: string, name: string) =>
    node('Gemm', [input, weights(`${name}.weight`), weights(`${name}.bias`)], { transB: 1 });
  const normalized = (input: string, name: string) =>
    node('LayerNormalization', [input, weights(`${name}.weight`), weights(`${name}.bias`)], {
      axis: -1,
      epsilon: { float: shape.epsilon },
    });

  const flat = constant('flat', { shape: [2], data: BigInt64Array.of(-1n, BigInt(shape.width)) });
  const scale = constant('scale', { shape: [1], data: Float32Array.of(1 / Math.sqrt(shape.width / shape.heads)) });
  const perHead = (input: string, permutation: number[]) =>
    node('Transpose', [node('Reshape', [input, 'split'])], { perm: permutation });

  let hidden = normalized('embedded', 'embeddings.LayerNorm');
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const query = perHead(linear(hidden, `${name}.attention.self.query`), [0, 2, 1, 3]);
    const key = perHead(linear(hidden, `${name}.attention.self.key`), [0, 2, 3, 1]);
    const value = perHead(linear(hidden, `${name}.attention.self.value`), [0, 2, 1, 3]);
    const scores = node('Add', [node('Mul', [node('MatMul', [query, key]), scale]), 'mask']);
    const mixed = node('MatMul', [node('Softmax', [scores], { axis: -1 }), value]);
    const joined = node('Reshape', [node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), flat]);
    const attended = linear(joined, `${name}.attention.output.dense`);
    hidden = normalized(node('Add', [attended, hidden]), `${name}.attention.output.LayerNorm`);
    const inner = node('Gelu', [linear(hidden, `${name}.intermediate.dense`)]);
    const outer = linear(inner, `${name}.output.dense`);
    hidden = normalized(node('Add', [outer, hidden]), `${name}.output.LayerNorm`);
  }
  node('Identity', [hidden], {}, 'hidden');
  return writeModel(
    {
      nodes,
      constants,
      inputs: [
        { name: 'embedded', type: 'float', shape: ['tokens', shape.width] },
        { name: 'mask', type: 'float', shape: ['texts', 1, 1, 'length'] },
        { name: 'split', type: 'int64', shape: [4] },
      ],
      outputs: [{ name: 'hidden', type: 'float', shape: ['tokens', shape.width] }],
    },
    opset,
  );
}
