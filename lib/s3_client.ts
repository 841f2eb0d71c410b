import { S3Client } from "@aws-sdk/client-s3";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { Environment } from "./cache_folder.ts";

/** An answer, or the part of an upload, that takes longer is asked for again. */
const ANSWER_MILLISECONDS = 120_000;
/** Where the buckets of those are who name no region, as for every client of AWS. */
const USUAL_REGION = "us-east-1";

/** A client, and whom it asks. */
export interface S3Connection {
  /** Asks. */
  readonly client: S3Client;
  /** The address of a store that is not AWS's own; undefined for AWS. */
  readonly endpoint: string | undefined;
}

/**
 * A client for what the environment says. A store that is not AWS's own has its buckets in the path, for their names are rarely
 * hosts there.
 *
 * @param credentials unless told from where all clients of AWS look for them: variables, profile files, single sign-on, the
 * container's or the machine's role
 */
export async function connectS3(
  environment: Environment = (name) => Deno.env.get(name),
  credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Promise<S3Connection> {
  const endpoint = environment("MLFLOW_S3_ENDPOINT_URL") || environment("AWS_ENDPOINT_URL_S3") ||
    environment("AWS_ENDPOINT_URL") || undefined;
  const region = environment("AWS_REGION") || environment("AWS_DEFAULT_REGION");
  const settings = {
    requestHandler: new RetriedFetch({ requestTimeout: ANSWER_MILLISECONDS }), // that of Node hangs in Deno on large bodies
    followRegionRedirects: true,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(credentials ? { credentials } : {}),
  };
  const client = new S3Client({ ...settings, ...(region ? { region } : {}) });
  const known = await client.config.region().then(() => true, () => false); // in a profile file
  return { client: known ? client : new S3Client({ ...settings, region: USUAL_REGION }), endpoint };
}

/** The SDK asks again after faults of the network only if it knows them, and it does not know how Deno tells them. */
class RetriedFetch extends FetchHttpHandler {
  override async handle(...request: Parameters<FetchHttpHandler["handle"]>) {
    try {
      return await super.handle(...request);
    } catch (error) {
      throw error instanceof TypeError ? Object.assign(error, { $retryable: {} }) : error;
    }
  }
}
