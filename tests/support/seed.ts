import fc from "fast-check";

/**
 * Property tests draw the same cases in each run, so that a red one is red again; `CMK_SEED=N` draws others, and
 * `CMK_PROPERTY_RUNS=N` more.
 */
fc.configureGlobal({ seed: Number(process.env["CMK_SEED"] ?? 20_261_124) });
