import type { KnownEntity } from '../search/reader-view.ts';
import { type Sound, soundLikeness } from '../text/sound.ts';

export interface SoundMatch {
  readonly entity: KnownEntity;
  /** 0..1, as of `soundLikeness`. */
  readonly likeness: number;
}

/** Entities by how they sound. */
export interface SoundIndex {
  /** Best first; ties by how often the documents name them. */
  nearest(sound: Sound, least: number, accepts?: (entity: KnownEntity) => boolean): SoundMatch[];
}

/** A candidate shares at least this part of its letter pairs; what shares less has no likeness that counts. */
const leastShared = 0.3;

/** Candidates are found by pairs of letters that they share, so that not every entity is compared with every word. */
export function createSoundIndex(entities: readonly KnownEntity[]): SoundIndex {
  const byPair = new Map<string, number[]>();
  for (const [index, { sound }] of entities.entries()) {
    for (const pair of pairsOf(sound)) {
      const list = byPair.get(pair);
      if (list) list.push(index);
      else byPair.set(pair, [index]);
    }
  }
  return {
    nearest(sound, least, accepts = () => true) {
      const shared = new Map<number, number>();
      const pairs = pairsOf(sound);
      for (const pair of pairs) {
        for (const index of byPair.get(pair) ?? []) shared.set(index, (shared.get(index) ?? 0) + 1);
      }
      const matches: SoundMatch[] = [];
      for (const [index, count] of shared) {
        const entity = entities[index]!;
        if (count < leastShared * pairs.size || !accepts(entity)) continue;
        const likeness = soundLikeness(sound, entity.sound);
        if (likeness >= least) matches.push({ entity, likeness });
      }
      return matches.sort((left, right) => right.likeness - left.likeness || right.entity.chunks - left.entity.chunks);
    },
  };
}

/** Pairs of neighbouring letters of the spelling and of the codes, ends marked. */
function pairsOf({ spelling, codes }: Sound): Set<string> {
  const pairs = new Set<string>();
  for (const text of [`^${spelling}$`, ...codes.map((code) => `<${code}>`)]) {
    for (let index = 0; index + 1 < text.length; index++) pairs.add(text.slice(index, index + 2));
  }
  return pairs;
}
