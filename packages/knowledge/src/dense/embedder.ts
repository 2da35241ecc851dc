import { readFile } from 'node:fs/promises';
import { resolveModel } from '@cascade/models';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { bertEncoder } from './bert-graph.ts';
import { type FloatTensor, readSafetensors } from './safetensors.ts';

export const embeddingModel = 'minilm-l6-v2';

export interface Embedder {
  /** `id@version` of the model. */
  readonly version: string;
  readonly dimensions: number;
  /** Unit vectors, one a text: the mean over its tokens, normalized. Longer texts are cut at 256 tokens. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

const configSchema = z.object({
  hidden_size: z.int(),
  num_hidden_layers: z.int(),
  num_attention_heads: z.int(),
  layer_norm_eps: z.number(),
});

const longestTokens = 256;
const textsAtOnce = 32;
const padded = -1e9;

/**
 * all-MiniLM-L6-v2. Its package has safetensors only: the ONNX graph is made of them when it is loaded. Embeddings of tokens
 * are looked up outside the graph, which spares a second copy of half the weights.
 *
 * @throws CascadeError `model_missing` or `model_corrupt`
 */
export async function loadEmbedder(directory?: string): Promise<Embedder> {
  const model = await resolveModel(embeddingModel, { directory });
  const json = async (name: string): Promise<object> => JSON.parse(await readFile(model.file(name), 'utf8'));
  const config = configSchema.parse(await json('config.json'));
  const tensor = readSafetensors(await readFile(model.file('model.safetensors')));
  const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
  const graph = bertEncoder(tensor, {
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    width: config.hidden_size,
    epsilon: config.layer_norm_eps,
  });
  const session = await InferenceSession.create(graph, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tables: Tables = {
    words: tensor('embeddings.word_embeddings.weight'),
    positions: tensor('embeddings.position_embeddings.weight'),
    types: tensor('embeddings.token_type_embeddings.weight'),
  };
  const heads = config.num_attention_heads;
  const encode = (text: string) => {
    const { ids } = tokenizer.encode(text);
    // The last token ends the sequence.
    return ids.length <= longestTokens ? ids : [...ids.slice(0, longestTokens - 1), ids.at(-1)!];
  };
  return {
    version: model.registryId,
    dimensions: config.hidden_size,
    async embed(texts) {
      // Texts of like length together: padding is computed too.
      const order = texts.map((text, index) => ({ index, ids: encode(text) }));
      order.sort((left, right) => left.ids.length - right.ids.length);
      const vectors = new Array<Float32Array>(texts.length);
      for (let start = 0; start < order.length; start += textsAtOnce) {
        const batch = order.slice(start, start + textsAtOnce);
        const hidden = await run(
          session,
          tables,
          batch.map(({ ids }) => ids),
          heads,
        );
        const length = batch.at(-1)!.ids.length;
        for (const [at, { index, ids }] of batch.entries()) {
          vectors[index] = pool(hidden, at * length, ids.length, config.hidden_size);
        }
      }
      return vectors;
    },
  };
}

interface Tables {
  readonly words: FloatTensor;
  readonly positions: FloatTensor;
  readonly types: FloatTensor;
}

/** @param batch token ids, the longest last */
async function run(
  session: InferenceSession,
  { words, positions, types }: Tables,
  batch: readonly (readonly number[])[],
  heads: number,
): Promise<Float32Array> {
  const width = words.shape[1]!;
  const length = batch.at(-1)!.length;
  const embedded = new Float32Array(batch.length * length * width);
  const mask = new Float32Array(batch.length * length);
  for (const [row, ids] of batch.entries()) {
    mask.fill(padded, row * length + ids.length, (row + 1) * length);
    for (const [position, id] of ids.entries()) {
      const target = (row * length + position) * width;
      for (let at = 0; at < width; at++) {
        embedded[target + at] = words.data[id * width + at]! + positions.data[position * width + at]! + types.data[at]!;
      }
    }
  }
  const split = BigInt64Array.of(BigInt(batch.length), BigInt(length), BigInt(heads), BigInt(width / heads));
  const { hidden } = await session.run({
    embedded: new Tensor('float32', embedded, [batch.length * length, width]),
    mask: new Tensor('float32', mask, [batch.length, 1, 1, length]),
    split: new Tensor('int64', split, [4]),
  });
  return hidden!.data as Float32Array;
}

/** The mean of a text's token vectors, at length one. */
function pool(hidden: Float32Array, firstToken: number, tokens: number, width: number): Float32Array {
  const mean = new Float32Array(width);
  for (let token = 0; token < tokens; token++) {
    const offset = (firstToken + token) * width;
    for (let at = 0; at < width; at++) mean[at]! += hidden[offset + at]!;
  }
  const norm = Math.hypot(...mean) || 1;
  return mean.map((value) => value / norm);
}
