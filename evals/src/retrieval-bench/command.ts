import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBenchArguments } from '../bench/arguments.ts';
import { runBench } from '../bench/run.ts';
import { readQuestions } from '../rag/question-file.ts';
import { seededRandom } from '../sounds/index.ts';
import type { RetrievalBenchArguments } from './arguments.ts';
import { writeMadePages } from './made-pages.ts';
import { chooseQuestions, sayQuestions } from './say-questions.ts';
import { timeSearches } from './time-searches.ts';

const fileAt = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const sample = fileAt('../../../packages/knowledge/sample');
const questionFile = fileAt('../../fixtures/rag/questions.jsonl');
/** Whose pages those of the sample are. */
const tenant = 'harbor-pine';

/** Makes the base, times it, says questions, and gives back the exit code. */
export async function runRetrievalBench(options: RetrievalBenchArguments, signal: AbortSignal): Promise<number> {
  const { chunks, retrievers, seed, outFolder } = options;
  const random = seededRandom(`${seed}/retrieval-bench`);
  const folder = await mkdtemp(join(tmpdir(), 'cascade-retrieval-bench-'));
  try {
    const pages = join(folder, 'pages');
    await cp(sample, pages, { recursive: true });
    const names = await writeMadePages(join(pages, 'made'), { chunks, tenant, random });
    const times = await timeSearches(pages, { names, tenant, retrievers, random });
    console.log(
      `${times.chunks} chunks, ${retrievers.join(', ')}: indexed in ${times.indexSeconds} s; ` +
        `a search takes ${times.p50} ms at the median, ${times.p95} at p95, ${times.worst} at worst, the first ${times.first}.`,
    );
    if (options.questions === 0) return 0;
    if (signal.aborted) return 130;
    const questions = chooseQuestions(await readQuestions(questionFile), options.questions);
    const manifest = await sayQuestions(questions, join(folder, 'said'), { seed, signal });
    const bench = parseBenchArguments([
      '--manifest',
      manifest,
      '--interruptions',
      '0',
      '--seed',
      seed,
      '--out',
      outFolder,
    ]);
    if (bench === 'help') return 0;
    return await runBench(bench, signal, { CASCADE_KNOWLEDGE: pages, CASCADE_KNOWLEDGE_TENANT: tenant });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
