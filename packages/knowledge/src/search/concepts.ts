import { stem } from '../text/stem.ts';

/** Words that people use for one another when they ask and when they write. */
const groups = [
  'cost price pay charge fee dollars cents expensive priced',
  'loud noisy noise decibels sound quiet quietest',
  'heavy weigh weight weighs',
  'strong power powerful kilowatts output deliver delivers',
  'manager lead leads leader head boss runs',
  'open opens hours opening closed close closes',
  'phone telephone number call',
  'address located location street',
  'buy purchase order purchases',
  'return returned give back returns',
  'cancel cancelled cancellation cancelling',
  'ill sick doctor illness',
  'repair fix mend repairs repaired',
  'employee employees staff colleagues worker workers',
  'rent rental hire borrow rented hired rents',
  'warranty guarantee covered cover covers',
  'broken faulty defect fault',
  'installation install installed fit fitted installing',
  'discount reduction off percent cheaper',
  'big large size feet',
  'tall taller height high',
  'begin begins start starts',
  'end ends expire expires until',
  'wash washed clean cleaned rinse',
  'delivery deliver delivered trucks shipping',
  'interest financing finance percent',
  'language languages speak speaks',
  'earn get points earns',
  'include included includes contains',
  'remove removes removal take away',
  'email mail address',
  'seat seats places',
  'colour color colours colors',
  'shop branch store',
  'often every interval',
  'complain complaint complaints',
  'replace change changed replaced swap',
];

const matesOf = new Map<string, Set<string>>();
for (const group of groups) {
  const stems = new Set(group.split(' ').map(stem));
  for (const one of stems) {
    const mates = matesOf.get(one) ?? new Set<string>();
    for (const other of stems) if (other !== one) mates.add(other);
    matesOf.set(one, mates);
  }
}

/**
 * Stems of words that may stand where this one is asked for: "decibels" for "loud". Comparatives are asked for by their base
 * too: "harder" is answered by "hard".
 */
export function relatedStems(word: string): ReadonlySet<string> {
  const own = stem(word);
  const base = word.match(/^([a-z]{3,})(?:er|est)$/)?.[1];
  const bases =
    base === undefined ? [] : [base, `${base}e`, base.replace(/(.)\1$/, '$1'), base.replace(/i$/, 'y')].map(stem);
  const related = new Set([own, ...bases].flatMap((one) => [one, ...(matesOf.get(one) ?? [])]));
  related.delete(own);
  return related;
}
