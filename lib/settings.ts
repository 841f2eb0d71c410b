/** An environment variable that `taxi` reads. */
export interface Setting {
  /** As the environment has it. */
  readonly name: string;
  /** What it does, for a person. */
  readonly does: string;
  /** What holds when it is unset. Set but empty is as good as unset. */
  readonly unset: string;
}

/** Every environment variable that `taxi` reads; a test holds this list against the code. */
export const SETTINGS: readonly Setting[] = [
  {
    name: "TAXI_HOME",
    does: "folder of the home: trips, runs, models, prediction log, reports; `--home` goes before it",
    unset: "`.taxi` in the working folder",
  },
  {
    name: "TAXI_CACHE",
    does: "folder for what can be made again: the unpacked data engine",
    unset: "`taxi` below `XDG_CACHE_HOME`, `LOCALAPPDATA` or `~/.cache`",
  },
  {
    name: "TAXI_TOKEN",
    does: "a token that `taxi serve` takes besides those of `taxi tokens`: 32 characters or more",
    unset: "those of `taxi tokens` only",
  },
  {
    name: "PGPASSWORD",
    does: "the password for `--tracking postgres://...` that has none, so that no list of processes shows it",
    unset: "no password",
  },
  {
    name: "MLFLOW_TRACKING_URI",
    does: "a tracking server, `http://` or `https://`, that has runs and models in place of the home; " +
      "`--tracking` goes before it",
    unset: "the home",
  },
  {
    name: "MLFLOW_TRACKING_USERNAME",
    does: "who asks the tracking server, together with `MLFLOW_TRACKING_PASSWORD`",
    unset: "user and password of the address, else `MLFLOW_TRACKING_TOKEN`",
  },
  {
    name: "MLFLOW_TRACKING_PASSWORD",
    does: "the password of `MLFLOW_TRACKING_USERNAME`",
    unset: "as above",
  },
  {
    name: "MLFLOW_TRACKING_TOKEN",
    does: "the Bearer token for the tracking server, as of `taxi tokens`",
    unset: "none is sent",
  },
  {
    name: "MLFLOW_TRACKING_SERVER_CERT_PATH",
    does: "file of certificates (PEM) to trust at the tracking server",
    unset: "those of the system",
  },
  {
    name: "MLFLOW_TRACKING_INSECURE_TLS",
    does: "`true` is refused: certificates are always checked",
    unset: "they are checked",
  },
  {
    name: "MLFLOW_HTTP_REQUEST_TIMEOUT",
    does: "seconds in which the tracking server must answer",
    unset: "120",
  },
  {
    name: "MLFLOW_HTTP_REQUEST_MAX_RETRIES",
    does:
      "how often the tracking server is asked again when it is busy or cannot be reached, 0 to 10, ever later",
    unset: "5, some 18 seconds in all",
  },
  {
    name: "MLFLOW_EXPERIMENT_NAME",
    does: "the experiment of `taxi train`; `--experiment` goes before it",
    unset: "`taxi-duration`",
  },
  {
    name: "TAXI_ARTIFACTS",
    does:
      "an S3 bucket, `s3://BUCKET/PREFIX`, in place of `artifacts/` in the home; `--artifacts` goes before it",
    unset: "`artifacts/` in the home",
  },
  {
    name: "AWS_ACCESS_KEY_ID",
    does:
      "who asks the S3 bucket of `--artifacts`, with `AWS_SECRET_ACCESS_KEY`; goes before all other credentials",
    unset: "profile files (`AWS_PROFILE`), single sign-on, the role of the container or the machine",
  },
  { name: "AWS_SECRET_ACCESS_KEY", does: "the secret of `AWS_ACCESS_KEY_ID`", unset: "as above" },
  {
    name: "AWS_SESSION_TOKEN",
    does: "makes temporary credentials of these two",
    unset: "they are lasting ones",
  },
  {
    name: "AWS_REGION",
    does: "where the bucket is",
    unset:
      "`AWS_DEFAULT_REGION`, else that of the profile, else `us-east-1`; AWS tells where a bucket really is",
  },
  { name: "AWS_DEFAULT_REGION", does: "as `AWS_REGION`, which goes before it", unset: "as above" },
  {
    name: "MLFLOW_S3_ENDPOINT_URL",
    does: "address of an S3-compatible store, such as MinIO, in place of AWS",
    unset: "`AWS_ENDPOINT_URL_S3`",
  },
  { name: "AWS_ENDPOINT_URL_S3", does: "as `MLFLOW_S3_ENDPOINT_URL`", unset: "`AWS_ENDPOINT_URL`" },
  { name: "AWS_ENDPOINT_URL", does: "as `MLFLOW_S3_ENDPOINT_URL`", unset: "AWS" },
  {
    name: "TAXI_WEBHOOK_SECRET",
    does:
      "signs what `taxi monitor --webhook` and `taxi flow` post: HMAC with SHA-256 of the body, in `X-Taxi-Signature`",
    unset: "no signature",
  },
  {
    name: "TAXI_DEBUG",
    does: "set to anything: errors are told with where they come from",
    unset: "one sentence",
  },
  {
    name: "TAXI_RELEASES",
    does:
      "address of a mirror of the releases, laid out as GitHub's, for `taxi upgrade --check` and `install.sh`",
    unset: "the releases of `TAXI_REPOSITORY`",
  },
  {
    name: "TAXI_REPOSITORY",
    does: "`owner/name` on GitHub whose releases are looked at",
    unset: "the repository that made the executable",
  },
  {
    name: "OTEL_DENO",
    does: "`true`: `taxi serve` records a span of each request and sends it to `OTEL_EXPORTER_OTLP_ENDPOINT`",
    unset: "no spans",
  },
  {
    name: "OTEL_DENO_TRACING",
    does: "`false`: no spans, whatever `OTEL_DENO` says",
    unset: "as `OTEL_DENO` says",
  },
  {
    name: "OTEL_SDK_DISABLED",
    does: "`true`: nothing of OpenTelemetry, whatever the other variables say",
    unset: "as they say",
  },
  {
    name: "TRACEPARENT",
    does: "the trace that a caller has begun, as W3C Trace Context writes it: the spans of flows go below it",
    unset: "a trace of their own",
  },
  { name: "NO_COLOR", does: "set to anything: no colour on a terminal", unset: "colour on a terminal only" },
  { name: "XDG_CACHE_HOME", does: "the user's cache folder", unset: "`~/.cache`" },
  { name: "LOCALAPPDATA", does: "the user's cache folder on Windows", unset: "`~/.cache`" },
  { name: "HOME", does: "the user's folder, for `~/.cache`", unset: "the temporary folder is used" },
  {
    name: "TMPDIR",
    does: "the temporary folder; the cache when the one above cannot be written",
    unset: "the system's, such as `/tmp`",
  },
  { name: "USER", does: "who is named in a tracked run", unset: "`USERNAME`" },
  { name: "USERNAME", does: "who is named in a tracked run, on Windows", unset: "nobody is named" },
];
