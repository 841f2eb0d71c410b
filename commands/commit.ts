import { readBuildInfo } from "../lib/build_info.ts";

/** The commit that this executable was made from; a checkout has no need of it. */
export const COMMIT: string = readBuildInfo()?.commit ?? "checkout";
