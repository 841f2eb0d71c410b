/** The names under which requests for MLflow's REST API are counted, and known to gates. */
export const TRACKING_ROUTES: ReadonlySet<string> = new Set([
  "/api/2.0/mlflow",
  "/api/2.0/mlflow-artifacts",
  "/api/3.0/mlflow/server-info",
]);
