"""Fills a SQLite database of MLflow with runs that have metrics, in bulk.

    python fill_mlflow.py DATABASE EXPERIMENT RUNS METRICS

The schema is made by MLflow's own store, the rows go in through its tables: through the REST API ten thousand runs take
many minutes. ../filled_store.ts writes the same runs to a home of taxi.
"""

import sys
import uuid

from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlMetric, SqlRun, SqlTag
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
from sqlalchemy import insert

START = 1_760_000_000_000
RUNS_AT_ONCE = 500


def value_of(run: int, metric: int) -> float:
    return (run * 7919 + metric * 6007) % 100_003 / 100_003


def main(database: str, experiment: str, runs: int, metrics: int) -> None:
    store = SqlAlchemyStore(f"sqlite:///{database}", f"{database}.artifacts")
    experiment_id = int(store.create_experiment(experiment))
    for first in range(0, runs, RUNS_AT_ONCE):
        numbers = range(first, min(first + RUNS_AT_ONCE, runs))
        ids = {run: uuid.uuid4().hex for run in numbers}
        run_rows = [
            {
                "run_uuid": ids[run],
                "name": f"run {run}",
                "experiment_id": experiment_id,
                "user_id": "bench",
                "status": "FINISHED",
                "start_time": START + run,
                "end_time": START + run + 1,
                "lifecycle_stage": "active",
                "source_type": "LOCAL",
                "artifact_uri": f"mlflow-artifacts:/{experiment_id}/{ids[run]}/artifacts",
            }
            for run in numbers
        ]
        tags = [{"key": "mlflow.runName", "value": f"run {run}", "run_uuid": ids[run]} for run in numbers]
        points = [
            {
                "key": f"m{metric}",
                "value": value_of(run, metric),
                "timestamp": START + run,
                "step": 0,
                "is_nan": False,
                "run_uuid": ids[run],
            }
            for run in numbers
            for metric in range(metrics)
        ]
        with store.ManagedSessionMaker() as session:
            session.execute(insert(SqlRun), run_rows)
            session.execute(insert(SqlTag), tags)
            session.execute(insert(SqlMetric), points)
            session.execute(insert(SqlLatestMetric), points)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
