import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeededRandom } from '../sounds/index.ts';

const sectionsInPage = 8;
const sentencesInSection = 4;

const syllables =
  'ar den lo mar zef ir ten cor ran sen ta tri vel mo ka bri no dal fen wick ash ton pel ur sa quin'.split(' ');
const topics = 'price noise warranty filter delivery installation output service colour weight refund display'.split(
  ' ',
);
const nouns =
  'unit tank valve pump compressor controller branch technician customer order invoice cable sensor grille'.split(' ');
const verbs = 'costs needs covers replaces delivers checks shows holds stops starts reports keeps'.split(' ');
const adjectives = 'small quiet yearly special common outdoor faulty certified heavy spare new old'.split(' ');
const units = ['dollars', 'days', 'pounds', 'decibels'];

function madeName(random: SeededRandom): string {
  const name = Array.from({ length: 2 + random.below(2) }, () => random.pick(syllables)).join('');
  return `${name[0]!.toUpperCase()}${name.slice(1)} ${random.pick([5, 7, 60, 150, 200, 210, 250, 300])}`;
}

const thing = (random: SeededRandom) => `${random.pick(adjectives)} ${random.pick(nouns)}`;

function sentence(about: string, topic: string, random: SeededRandom): string {
  const amount = `${random.below(900)} ${random.pick(units)}`;
  return `The ${topic} of the ${about} ${random.pick(verbs)} ${amount} for the ${thing(random)} and the ${thing(random)}.`;
}

/**
 * Pages about made-up products whose names sound alike, a chunk for each section.
 *
 * @returns what they are about
 */
export async function writeMadePages(
  folder: string,
  { chunks, tenant, random }: { readonly chunks: number; readonly tenant: string; readonly random: SeededRandom },
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: Math.ceil(chunks / sectionsInPage) }, () => madeName(random));
  for (const [index, about] of names.entries()) {
    const sections = Array.from({ length: sectionsInPage }, (_, at) => {
      const topic = topics[(index + at) % topics.length]!;
      const sentences = Array.from({ length: sentencesInSection }, () => sentence(about, topic, random));
      return `## ${topic}\n\n${sentences.join(' ')}`;
    });
    const page = `---\ntenant: ${tenant}\n---\n# ${about}\n\n${sections.join('\n\n')}\n`;
    await writeFile(join(folder, `${index}.md`), page);
  }
  return names;
}

/** A question to such a page, misheard or not. */
export const madeQuestion = (names: readonly string[], random: SeededRandom): string =>
  `what is the ${random.pick(topics)} of the ${random.pick(names).toLowerCase()} for a ${thing(random)}`;
