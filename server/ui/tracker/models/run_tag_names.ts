/** Tags by which runs tell what code they ran. */
export const TAG = {
  /** Of Git, 40 hex digits. */
  commit: "mlflow.source.git.commit",
  /** Of the script or program. */
  sourceName: "mlflow.source.name",
  /** The command line of a run of taxi's. */
  command: "taxi.command",
} as const;
