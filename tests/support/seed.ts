import fc from "fast-check";

/**
 * Property tests use the same cases in each run, so that a failure can be repeated; `CMK_SEED=N` selects others, and
 * `CMK_PROPERTY_RUNS=N` runs more.
 */
fc.configureGlobal({ seed: Number(process.env["CMK_SEED"] ?? 20_261_124) });
