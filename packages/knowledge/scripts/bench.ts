/**
 * Times searches in a made-up knowledge base of 10,000 chunks: `node packages/knowledge/scripts/bench.ts [chunks] [retrievers]`.
 * The same seed gives the same base and the same questions. Times are those of the caller, the way to the thread included.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openKnowledgeBase, type Retriever } from '../src/index.ts';

const chunks = Number(process.argv[2] ?? 10_000);
const retrievers = (process.argv[3] ?? 'lexical,phonetic').split(',') as Retriever[];
const sectionsInPage = 8;
const questionCount = 300;

let state = 20_260_101;
/** mulberry32 */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;

const syllables =
  'ar den lo mar zef ir ten cor ran sen ta tri vel mo ka bri no dal fen wick ash ton pel ur sa quin'.split(' ');
const name = () => {
  const made = Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables)).join('');
  return `${made[0]!.toUpperCase()}${made.slice(1)} ${pick([5, 7, 60, 150, 200, 210, 250, 300])}`;
};
const topics = 'price noise warranty filter delivery installation output service colour weight refund display'.split(
  ' ',
);
const nouns =
  'unit tank valve pump compressor controller branch technician customer order invoice cable sensor grille'.split(' ');
const verbs = 'costs needs covers replaces delivers checks shows holds stops starts reports keeps'.split(' ');
const adjectives = 'small quiet yearly special common outdoor faulty certified heavy spare new old'.split(' ');

const names = Array.from({ length: Math.ceil(chunks / sectionsInPage) }, name);
const sentence = (about: string, topic: string) =>
  `The ${topic} of the ${about} ${pick(verbs)} ${Math.floor(random() * 900)} ${pick(['dollars', 'days', 'pounds', 'decibels'])} for the ${pick(adjectives)} ${pick(nouns)} and the ${pick(adjectives)} ${pick(nouns)}.`;

const folder = mkdtempSync(join(tmpdir(), 'knowledge-bench-'));
try {
  mkdirSync(join(folder, 'pages'));
  for (const [index, about] of names.entries()) {
    const sections = Array.from({ length: sectionsInPage }, (_, at) => {
      const topic = topics[(index + at) % topics.length]!;
      return `## ${topic}\n\n${Array.from({ length: 4 }, () => sentence(about, topic)).join(' ')}`;
    });
    writeFileSync(
      join(folder, 'pages', `${index}.md`),
      `---\ntenant: bench\n---\n# ${about}\n\n${sections.join('\n\n')}\n`,
    );
  }
  const openedMs = performance.now();
  const knowledge = await openKnowledgeBase({ folder, retrievers });
  const indexMs = performance.now() - openedMs;
  const reader = { tenant: 'bench', labels: [] };
  const firstMs = performance.now();
  await knowledge.search({ text: 'what is the price' }, reader);
  const first = performance.now() - firstMs;
  const times: number[] = [];
  for (let index = 0; index < questionCount; index++) {
    const text = `what is the ${pick(topics)} of the ${pick(names).toLowerCase()} for a ${pick(adjectives)} ${pick(nouns)}`;
    const words = text.split(' ').map((word) => ({ text: word, confidence: random() }));
    const startMs = performance.now();
    await knowledge.search({ text, words }, reader);
    times.push(performance.now() - startMs);
  }
  times.sort((left, right) => left - right);
  const quantile = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]! * 10) / 10;
  const result = {
    ...{ chunks: knowledge.report!.chunks, retrievers, indexSeconds: Math.round(indexMs / 100) / 10 },
    ...{ firstSearchMs: Math.round(first), p50Ms: quantile(0.5), p95Ms: quantile(0.95), worstMs: quantile(1) },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await knowledge.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
