/** Draws the recordings: the same for everybody, or results would compare with nobody's. `--seed` draws the order only. */
export const fixtureSeed = 1;
