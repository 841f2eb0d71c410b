"""What `taxi train` logged to a tracking server, as the real MLflow client finds it. What is expected is in $TAXI_CASES."""

import json
import os

import mlflow
import numpy as np
import pandas as pd

with open(os.environ["TAXI_CASES"]) as file:
    CASES = json.load(file)

CLIENT = mlflow.MlflowClient()


def run():
    return CLIENT.get_run(CASES["run_id"])


def test_run_has_params_metrics_tags_and_has_finished():
    found = run()
    assert found.info.status == "FINISHED"
    assert found.info.end_time >= found.info.start_time
    assert CLIENT.get_experiment(found.info.experiment_id).name == CASES["experiment"]
    assert found.data.params == CASES["params"]
    assert {key: found.data.metrics[key] for key in CASES["metrics"]} == CASES["metrics"]
    assert found.data.metrics["rows_train"] > 0
    assert found.data.tags["mlflow.source.name"] == "taxi"
    assert found.data.tags["mlflow.source.type"] == "LOCAL"
    assert found.data.tags["mlflow.user"] == "ada"
    assert found.data.tags["taxi.command"].startswith("taxi train")
    contexts = {tag.value for given in found.inputs.dataset_inputs for tag in given.tags}
    assert contexts == {"training", "test"}


def test_runs_are_found_by_what_was_logged():
    (found,) = mlflow.search_runs(experiment_names=[CASES["experiment"]], filter_string="params.model = 'linear'",
                                  output_format="list")[-1:]
    assert found.info.run_id == CASES["run_id"]


def test_artifacts_are_there():
    folder = mlflow.artifacts.download_artifacts(run_id=CASES["run_id"], artifact_path="model/model.taxi")
    with open(folder, "rb") as file, open(CASES["file"], "rb") as kept:
        assert file.read() == kept.read()
    assert "model_card.md" in [os.path.basename(item.path) for item in CLIENT.list_artifacts(CASES["run_id"], "model")]


def test_logged_model_and_version_lead_to_each_other():
    version = CLIENT.get_model_version_by_alias("taxi-duration", "champion")
    assert (version.version, version.status, version.run_id) == ("1", "READY", CASES["run_id"])
    (output,) = run().outputs.model_outputs
    assert version.source == f"models:/{output.model_id}"
    logged = CLIENT.get_logged_model(output.model_id)
    assert (logged.status, logged.source_run_id, logged.name) == ("READY", CASES["run_id"], "model")
    assert {metric.key: metric.value for metric in logged.metrics} == run().data.metrics
    assert logged.params == CASES["params"]
    assert json.loads(logged.tags["mlflow.modelVersions"]) == [{"name": "taxi-duration", "version": 1}]


def test_model_predicts_what_taxi_predicts():
    trips = pd.DataFrame(CASES["trips"], columns=["PULocationID", "DOLocationID", "trip_distance"])
    for uri in ("models:/taxi-duration@champion", "models:/taxi-duration/1"):
        predictions = mlflow.pyfunc.load_model(uri).predict(trips)
        np.testing.assert_allclose(predictions, CASES["expected"], rtol=0, atol=1e-9)


def test_alias_moves_to_a_version_of_taxi():
    assert [version.version for version in CLIENT.search_model_versions("name = 'taxi-duration'")] == ["2", "1"]
    assert CLIENT.get_model_version_by_alias("taxi-duration", "challenger").version == "2"
    CLIENT.set_registered_model_alias("taxi-duration", "champion", "2")
