import assert from "node:assert/strict";
import { METRICS } from "../server/metrics/metric_declarations.ts";
import { queryFault } from "./query_fault.ts";

const fault = (query: string) => queryFault(query, Object.values(METRICS));

Deno.test("queryFault lets pass what the server tells", () => {
  for (
    const query of [
      'up{job="taxi"} == 0',
      "taxi_http_requests_in_flight",
      'sum by (route, le) (rate(taxi_http_request_duration_seconds_bucket{route="/no_metric{", job=~".*"}[5m]))',
      "increase(taxi_predicted_duration_minutes_sum[6h] offset 1w)",
      "max by (model, model_version) (taxi_model_info)",
    ]
  ) assert.equal(fault(query), undefined, query);
});

Deno.test("queryFault sees what would draw nothing, or nonsense", () => {
  const faults = {
    "rate(taxi_requests_total[5m])": 'there is no metric "taxi_requests_total"',
    "rate(taxi_predictions_total_count[5m])": 'there is no metric "taxi_predictions_total_count"',
    "rate(taxi_http_request_duration_seconds[5m])": 'there is no metric "taxi_http_request_duration_seconds"',
    'rate(taxi_http_requests_total{code="200"}[5m])': '"taxi_http_requests_total" has no label "code"',
    'rate(taxi_predictions_total{route!~"x"}[5m])': '"taxi_predictions_total" has no label "route"',
    "taxi_predictions_total": '"taxi_predictions_total" grows for ever, expected a rate of it',
    "sum by (model, le) (rate(taxi_predictions_total[5m]))": 'no metric of the query has a label "le"',
    "vector(1)": "it asks for no metric of taxi",
  };
  for (const [query, expected] of Object.entries(faults)) assert.equal(fault(query), expected, query);
});
