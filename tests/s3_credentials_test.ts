import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "./temporary_folder.ts";

const PUT_BLOB = fileURLToPath(new URL("processes/put_blob.ts", import.meta.url));
const NOTHING = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};
const SECRETS = { SecretAccessKey: "secret", Token: "token", Expiration: "2100-01-01T00:00:00Z" };

/** Puts a blob with these variables into an S3 that takes everything. @returns what was said, and who asked */
async function put(env: Readonly<Record<string, string>>): Promise<{ said: string; asked: string[] }> {
  const asked = new Set<string>();
  const server = serve(({ method, headers }) => {
    const [, key, region] = /Credential=(\w+)\/\d+\/([\w-]+)\/s3/.exec(headers.get("authorization") ?? "") ??
      [];
    asked.add(`${key} ${region} ${headers.get("x-amz-security-token") ?? "lasting"}`);
    return new Response(null, { status: method === "HEAD" ? 404 : 200 });
  });
  try {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-check", PUT_BLOB, "s3://bucket/place"],
      env: { PATH: Deno.env.get("PATH")!, ...NOTHING, AWS_ENDPOINT_URL: server.url, ...env },
      clearEnv: true,
    }).output();
    const decoder = new TextDecoder();
    return { said: decoder.decode(stdout) + decoder.decode(stderr), asked: [...asked] };
  } finally {
    await server.shutdown();
  }
}

function serve(answer: (request: Request) => Response) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return { url: `http://127.0.0.1:${server.addr.port}`, shutdown: () => server.shutdown() };
}

Deno.test("S3 credentials: variables", async () => {
  const keys = { AWS_ACCESS_KEY_ID: "VARIABLE", AWS_SECRET_ACCESS_KEY: "secret" };
  assert.deepEqual(await put(keys), { said: "", asked: ["VARIABLE us-east-1 lasting"] });
  const more = { AWS_SESSION_TOKEN: "token", AWS_DEFAULT_REGION: "eu-west-1" };
  assert.deepEqual(await put({ ...keys, ...more }), { said: "", asked: ["VARIABLE eu-west-1 token"] });
  const region = { ...more, AWS_REGION: "eu-north-1" };
  assert.deepEqual(await put({ ...keys, ...region }), { said: "", asked: ["VARIABLE eu-north-1 token"] });
});

Deno.test("S3 credentials: a profile and its region", () =>
  withTemporaryFolder(async (folder) => {
    const [config, credentials] = [join(folder, "config"), join(folder, "credentials")];
    await Deno.writeTextFile(config, "[profile team]\nregion = eu-south-1\n");
    await Deno.writeTextFile(
      credentials,
      "[team]\naws_access_key_id = PROFILE\naws_secret_access_key = secret\n",
    );
    const env = { AWS_PROFILE: "team", AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    assert.deepEqual(await put(env), { said: "", asked: ["PROFILE eu-south-1 lasting"] });
  }));

Deno.test("S3 credentials: the role of a container", async () => {
  const roles = serve(() => Response.json({ AccessKeyId: "CONTAINER", ...SECRETS }));
  const said = await put({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${roles.url}/role` });
  await roles.shutdown();
  assert.deepEqual(said, { said: "", asked: ["CONTAINER us-east-1 token"] });
});

Deno.test("S3 credentials: the role of a machine", async () => {
  const place = "/latest/meta-data/iam/security-credentials/";
  const answers: Readonly<Record<string, Response>> = {
    "/latest/api/token": new Response("session"),
    [place]: new Response("role"),
    [`${place}role`]: Response.json({ Code: "Success", AccessKeyId: "MACHINE", ...SECRETS }),
  };
  const roles = serve(({ url }) =>
    answers[new URL(url).pathname]?.clone() ?? new Response(null, { status: 404 })
  );
  const env = { AWS_EC2_METADATA_DISABLED: "", AWS_EC2_METADATA_SERVICE_ENDPOINT: roles.url };
  const said = await put(env);
  await roles.shutdown();
  assert.deepEqual(said, { said: "", asked: ["MACHINE us-east-1 token"] });
});

Deno.test("S3 credentials: none are one sentence, and nobody is asked without", async () => {
  assert.deepEqual(await put({}), {
    said: "Cannot use s3://bucket/place: found no credentials, expected such as AWS_ACCESS_KEY_ID and " +
      "AWS_SECRET_ACCESS_KEY\n",
    asked: [],
  });
});
