import fc from 'fast-check';

/** Property tests try the same values in every run; `CASCADE_TEST_SEED=random` explores others. */
const seed = process.env.CASCADE_TEST_SEED;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261) });

/** No test writes into the data folder of whoever runs it: a service keeps turns where a test says so, or nowhere. */
process.env.CASCADE_STORE = 'off';
delete process.env.DATABASE_URL;

/** Some tests load models without the service's own start, which does this (packages/runtime/src/vendor-telemetry.ts). */
process.env.ORT_DISABLE_TELEMETRY ??= '1';
