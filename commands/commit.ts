/** The commit that this executable was made from; `tools/compile.ts` puts the real one here, a checkout has no need of it. */
export const COMMIT: string = "checkout";
