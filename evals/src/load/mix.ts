/** What people do on the line; only who is `judged` counts for the budgets. */
export const clientKinds = {
  talkers: { judged: true, does: 'say something, hear the answer, think, go on' },
  interrupters: { judged: true, does: 'talk over every second answer' },
  'slow-readers': { judged: false, does: 'stop reading their socket for seconds at a time' },
  droppers: { judged: false, does: 'vanish in the midst of what they say, and come back' },
} as const;
export type ClientKind = keyof typeof clientKinds;

export type Mix = ReadonlyMap<ClientKind, number>;

const isClientKind = (name: string): name is ClientKind => Object.hasOwn(clientKinds, name);

/**
 * @param text `talkers=8,interrupters=1`: shares, which need not add up to anything
 * @throws Error whose message says what it takes
 */
export function parseMix(text: string): Mix {
  const mix = new Map<ClientKind, number>();
  for (const part of text.split(',')) {
    const [name = '', share = '', ...rest] = part.trim().split('=');
    if (!isClientKind(name) || !/^\d+(\.\d+)?$/.test(share) || rest.length > 0 || mix.has(name)) {
      const names = Object.keys(clientKinds).join(', ');
      throw new Error(`--mix takes shares like talkers=8,interrupters=1 (of ${names}, each once), not "${text}".`);
    }
    if (Number(share) > 0) mix.set(name, Number(share));
  }
  if (![...mix.keys()].some((kind) => clientKinds[kind].judged)) {
    throw new Error(`--mix needs talkers or interrupters: nobody else is judged by the budgets. It was "${text}".`);
  }
  return mix;
}

export const mixText = (mix: Mix): string => [...mix].map(([kind, share]) => `${kind}=${share}`).join(',');

/**
 * The kinds of the first `count` clients: each next one is of the kind that is furthest behind its share, so that the first n
 * are mixed as asked for whatever n is, and a client keeps its kind when others join.
 */
export function kindsOf(mix: Mix, count: number): ClientKind[] {
  const total = [...mix.values()].reduce((sum, share) => sum + share, 0);
  const have = new Map<ClientKind, number>();
  return Array.from({ length: count }, (_, index) => {
    const behind = ([kind, share]: [ClientKind, number]) => ((index + 1) * share) / total - (have.get(kind) ?? 0);
    const [kind] = [...mix].reduce((most, entry) => (behind(entry) > behind(most) + 1e-9 ? entry : most));
    have.set(kind, (have.get(kind) ?? 0) + 1);
    return kind;
  });
}
