/** The version of MLflow whose REST API this is, measured against its own server. */
export const MLFLOW_VERSION = "3.17.2";

/** What this server can do, as clients ask before they download. */
export const SERVER_INFO = {
  store_type: "SqlStore",
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
};
