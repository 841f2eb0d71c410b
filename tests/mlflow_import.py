"""Fills a store of MLflow with all that it can have, or tells all that is in a store, as JSON that two stores can be compared by.

    python mlflow_import.py fill STORE [ARTIFACTS]
    python mlflow_import.py tell STORE
"""

import hashlib
import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, ViewType

VERSION = tuple(int(part) for part in mlflow.__version__.split(".")[:2])


# What loading a model from a store on the same machine leaves behind in that store.
LOADED = "registered_model_meta"


class Double:
    """A model in a file of its own needs no pickle."""

    CODE = """
import mlflow

class Double(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [2 * value for value in model_input["x"]]

mlflow.models.set_model(Double())
"""


def log_model(folder):
    path = os.path.join(folder, "double.py")
    with open(path, "w") as file:
        file.write(Double.CODE)
    named = {"name": "model"} if VERSION >= (3, 0) else {"artifact_path": "model"}
    return mlflow.pyfunc.log_model(
        python_model=path, registered_model_name="doubler", pip_requirements=[], **named
    )


def fill_parent(experiment, folder):
    with mlflow.start_run(experiment_id=experiment, run_name="parent", description="what *it* is") as run:
        mlflow.log_params({"alpha": "0.5", "deep/key of it": "x" * 500, "empty": ""})
        mlflow.set_tags({"team": "city", "note": "line\nline ünï", "mlflow.user": "ann"})
        log_points(run, [("loss", 1 / (step + 1), step) for step in range(1000)])
        log_points(run, [("loss", 1 / (step + 1), step) for step in range(999, 1100)])
        log_points(run, [("nan", math.nan, 3), ("train/inf", math.inf, 0), ("minus inf", -math.inf, -4)])
        log_points(run, [("clock", 1.5, 2**60 + 1)])
        mlflow.log_text("hello", "notes/deep/er/hello.txt")
        mlflow.log_text("", "empty.txt")
        mlflow.log_text("ü", "ünï cödé.txt")
        log_data_and_model(folder)
        with mlflow.start_run(nested=True, experiment_id=experiment):
            mlflow.log_param("q", "1")
        return run.info.run_id


def log_points(run, points):
    metrics = [Metric(key, value, 1_700_000_000_000 + step % 7, step) for key, value, step in points]
    MlflowClient().log_batch(run.info.run_id, metrics=metrics)


def log_data_and_model(folder):
    import pandas as pd

    data = mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2]}), name="tiny", source="file:///x.csv")
    mlflow.log_input(data, context="training", tags={"split": "a"})
    info = log_model(folder)
    client = MlflowClient()
    run = mlflow.active_run().info.run_id
    if VERSION >= (3, 0):
        mlflow.log_metric("accuracy", 0.5, model_id=info.model_id, dataset=data)
        client.set_logged_model_tags(info.model_id, {"kind": "toy"})
    named = {"run_id": run, **({"model_id": info.model_id} if VERSION >= (3, 0) else {})}
    client.create_model_version("doubler", info.model_uri, description="second", tags={"k": "v"}, **named)
    client.create_model_version("doubler", info.model_uri, **named)
    client.delete_model_version("doubler", "3")
    client.set_registered_model_alias("doubler", "champion", "1")
    client.set_registered_model_tag("doubler", "of", "toys")
    client.update_registered_model("doubler", description="It doubles")
    client.transition_model_version_stage("doubler", "2", "Production")
    client.create_registered_model("empty")


def fill(artifacts):
    client = MlflowClient()
    location = artifacts and os.path.join(artifacts, "trips")
    experiment = client.create_experiment("taxi trips", artifact_location=location, tags={"team": "city"})
    with tempfile.TemporaryDirectory() as folder:
        fill_parent(experiment, folder)
    for status in ["FINISHED", "FAILED", "KILLED"]:
        run = client.create_run(experiment, run_name=status)
        client.set_terminated(run.info.run_id, status)
    client.create_run("0", tags={"mlflow.runName": "still running"})
    client.update_run(client.create_run(experiment, run_name="waits").info.run_id, "SCHEDULED")
    client.delete_run(client.create_run(experiment, run_name="deleted").info.run_id)
    gone = client.create_experiment("gone")
    client.create_run(gone, run_name="in a deleted experiment")
    client.delete_experiment(gone)


def tell_files(fetch, folder):
    root = fetch(folder)
    files = {}
    for path, _, names in os.walk(root):
        for name in names:
            if name == LOADED:
                continue
            file = os.path.join(path, name)
            with open(file, "rb") as opened:
                digest = hashlib.sha256(opened.read()).hexdigest()
            files[os.path.relpath(file, root)] = digest
    return files


def tell_point(point):
    return [point.key, repr(point.value), point.timestamp, point.step]


def tell_run(client, run, artifacts):
    info = run.info
    history = [
        tell_point(point) for key in run.data.metrics for point in client.get_metric_history(info.run_id, key)
    ]
    inputs = run.inputs.dataset_inputs if getattr(run, "inputs", None) else []
    models = [getattr(run, side, None) for side in ("inputs", "outputs")]
    linked = [sorted(m.model_id for m in getattr(side, which, None) or []) if side else [] for side, which in
              zip(models, ("model_inputs", "model_outputs"))]
    try:
        files = tell_files(lambda folder: client.download_artifacts(info.run_id, "", folder), artifacts)
    except Exception as error:  # a run that never had an artifact may have no folder
        files = {} if not client.list_artifacts(info.run_id) else {"error": str(error)}
    return {
        "name": info.run_name,
        "user": info.user_id,
        "status": info.status,
        "start": info.start_time,
        "end": info.end_time,
        "stage": info.lifecycle_stage,
        "params": run.data.params,
        "tags": run.data.tags,
        "latest": {key: repr(value) for key, value in run.data.metrics.items()},
        "history": sorted(map(list, set(map(tuple, history)))),
        "inputs": sorted(
            [[vars_of(i.dataset), sorted([tag.key, tag.value] for tag in i.tags)] for i in inputs], key=str
        ),
        "models": linked,
        "files": files,
    }


def vars_of(entity):
    return {key.lstrip("_"): value for key, value in vars(entity).items()}


def tell_models(client, experiment, artifacts):
    if VERSION < (3, 0):
        return {}
    models = client.search_logged_models([experiment])
    return {
        model.model_id: {
            "name": model.name,
            "status": str(model.status),
            "run": model.source_run_id,
            "created": model.creation_timestamp,
            "params": model.params,
            "tags": model.tags,
            "metrics": sorted(
                [tell_point(p) + [p.run_id, p.dataset_name, p.dataset_digest] for p in model.metrics or []],
                key=str,
            ),
            "files": tell_files(
                lambda folder: mlflow.artifacts.download_artifacts(
                    f"models:/{model.model_id}", dst_path=folder
                ),
                artifacts,
            ),
        }
        for model in models
    }


def tell_version(client, version):
    return {
        "run": version.run_id,
        "stage": version.current_stage,
        "status": version.status,
        "description": version.description or "",
        "created": version.creation_timestamp,
        "tags": version.tags,
        "aliases": list(version.aliases),
        "points to a logged model": version.source.startswith("models:/m-"),
    }


def tell_registry(client):
    registry = {}
    for model in client.search_registered_models():
        model = client.get_registered_model(model.name)
        versions = client.search_model_versions(f"name='{model.name}'")
        registry[model.name] = {
            "description": model.description or "",
            "created": model.creation_timestamp,
            "tags": model.tags,
            "aliases": {alias: str(version) for alias, version in model.aliases.items()},
            "versions": {str(v.version): tell_version(client, client.get_model_version(v.name, v.version)) for v in versions},
        }
    return registry


def predict(client):
    if not any(model.name == "doubler" for model in client.search_registered_models()):
        return None
    import pandas as pd

    model = mlflow.pyfunc.load_model("models:/doubler@champion")
    return list(model.predict(pd.DataFrame({"x": [1.5, 4]})))


def tell():
    client = MlflowClient()
    told = {}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        runs = client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL)
        with tempfile.TemporaryDirectory() as folder:
            told[experiment.name] = {
                "stage": experiment.lifecycle_stage,
                "tags": experiment.tags,
                "created": experiment.name != "Default" and experiment.creation_time,
                "runs": {
                    run.info.run_id: tell_run(client, client.get_run(run.info.run_id), fresh(folder)) for run in runs
                },
                "models": tell_models(client, experiment.experiment_id, fresh(folder)),
            }
    return {"experiments": told, "registry": tell_registry(client), "predicted": predict(client)}


def fresh(folder):
    return tempfile.mkdtemp(dir=folder)


if __name__ == "__main__":
    what, store, *rest = sys.argv[1:]
    mlflow.set_tracking_uri(store)
    if what == "fill":
        fill(rest[0] if rest else None)
    else:
        print(json.dumps(tell(), sort_keys=True))
