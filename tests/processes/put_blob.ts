// Puts a blob into the bucket that the argument names; prints what goes wrong.
import { parseS3Url } from "../../lib/s3_address.ts";
import { s3Blobs } from "../../tracking/s3_blobs.ts";

try {
  await s3Blobs(parseS3Url(Deno.args[0]), "nowhere").put(new Uint8Array(3));
} catch (error) {
  await Deno.stdout.write(new TextEncoder().encode(`${(error as Error).message}\n`));
}
