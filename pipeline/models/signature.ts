/** What every model of `taxi` is asked and what it answers, in the form of MLflow's model signatures. */
export const TRIP_SIGNATURE = {
  inputs: [
    { name: "PULocationID", type: "integer", required: true },
    { name: "DOLocationID", type: "integer", required: true },
    { name: "trip_distance", type: "double", required: false },
    { name: "pickup_datetime", type: "datetime", required: false },
  ],
  outputs: [{ name: "predicted_duration", type: "double", required: true }],
} as const;
