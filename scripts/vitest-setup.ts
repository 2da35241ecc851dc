/** Property tests try the same values in every run; `CASCADE_TEST_SEED=random` explores others. */
import fc from 'fast-check';

const seed = process.env.CASCADE_TEST_SEED;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261) });
