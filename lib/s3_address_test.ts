import assert from "node:assert/strict";
import { parseS3Url, s3Url } from "./s3_address.ts";

Deno.test("parseS3Url reads bucket and prefix, and s3Url writes them again", () => {
  const cases = {
    "s3://taxi": { bucket: "taxi", prefix: "" },
    "s3://taxi/": { bucket: "taxi", prefix: "" },
    "s3://my.bucket-1/a/b c/%20": { bucket: "my.bucket-1", prefix: "a/b c/%20/" },
    "s3://taxi/a//": { bucket: "taxi", prefix: "a/" },
  };
  for (const [text, address] of Object.entries(cases)) {
    assert.deepEqual(parseS3Url(text), address, text);
    assert.deepEqual(parseS3Url(s3Url(address)), address, text);
  }
});

Deno.test("parseS3Url refuses what is no such address", () => {
  const cases = {
    "taxi/a": "found no URL",
    "https://taxi/a": 'found "https://"',
    "s3://": 'found bucket ""',
    "s3://a": 'found bucket "a"',
    "s3://key:secret@taxi": 'found bucket "key:secret@taxi"',
    "s3://taxi/a/../b": 'found prefix "a/../b"',
    "s3://taxi/a//b": 'found prefix "a//b"',
  };
  for (const [text, found] of Object.entries(cases)) {
    assert.throws(() => parseS3Url(text), {
      code: "usage",
      message: `Cannot read --artifacts: ${found}, expected s3://BUCKET or s3://BUCKET/PREFIX`,
    }, text);
  }
});
