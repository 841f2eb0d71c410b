"""Models of `taxi train`, loaded by the real MLflow client. What to load and what the server answered is in $TAXI_CASES."""

import json
import os

import mlflow
import numpy as np
import pandas as pd
import pytest

with open(os.environ["TAXI_CASES"]) as file:
    CASES = json.load(file)


def frame(trips):
    found = pd.DataFrame(trips, columns=["PULocationID", "DOLocationID", "trip_distance", "pickup_datetime"])
    return found.astype({"trip_distance": "float64"})


@pytest.mark.parametrize("case", CASES["models"], ids=lambda case: case["uri"])
def test_predictions_are_those_of_the_server(case):
    model = mlflow.pyfunc.load_model(case["uri"])
    predictions = model.predict(frame(CASES["trips"]))
    assert predictions.shape == (len(CASES["trips"]),)
    np.testing.assert_allclose(predictions, case["expected"], rtol=0, atol=1e-9)


def test_a_trip_is_told_by_its_zones_alone_and_times_are_of_any_kind():
    case = CASES["models"][0]
    model = mlflow.pyfunc.load_model(case["uri"])
    trips = frame(CASES["trips"])[lambda trips: trips["trip_distance"].isna()]
    expected = np.asarray(case["expected"])[trips.index]
    zones = trips[["PULocationID", "DOLocationID"]]
    timed = zones.assign(pickup_datetime=pd.Timestamp("2024-05-01T08:30:00"))
    for asked in (zones, zones.astype("int32"), timed, zones.assign(trip_distance=np.nan)):
        np.testing.assert_allclose(model.predict(asked), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("trip", "said"),
    [
        ({"PULocationID": 0, "DOLocationID": 1}, "Cannot read PULocationID: found 0, expected a TLC zone"),
        ({"PULocationID": 1, "DOLocationID": 266}, "Cannot read DOLocationID: found 266, expected a TLC zone"),
        ({"PULocationID": 1, "DOLocationID": 1, "trip_distance": -0.5}, "Cannot read trip_distance: found -0.5"),
        ({"PULocationID": 1, "DOLocationID": 1, "trip_distance": 1e7}, "Cannot read trip_distance: found 1"),
        ({"PULocationID": 1}, "DOLocationID"),
        ({"PULocationID": 1.5, "DOLocationID": 1}, "PULocationID"),
    ],
)
def test_what_the_server_refuses_is_refused(trip, said):
    model = mlflow.pyfunc.load_model(CASES["models"][0]["uri"])
    with pytest.raises(Exception, match=said):
        model.predict(pd.DataFrame([trip]))


def test_signature_and_input_example_belong_together():
    model = mlflow.pyfunc.load_model(CASES["models"][0]["uri"])
    example = model.input_example
    assert list(example.columns) == model.metadata.get_input_schema().input_names()
    assert model.predict(example).shape == (1,)


def test_run_logged_model_and_version_lead_to_each_other():
    client = mlflow.MlflowClient()
    version = client.get_model_version_by_alias("taxi-linear", "champion")
    run = client.get_run(version.run_id)
    (output,) = run.outputs.model_outputs
    assert version.source == f"models:/{output.model_id}"
    logged = client.get_logged_model(output.model_id)
    assert (logged.status, logged.source_run_id, logged.name) == ("READY", run.info.run_id, "model")
    assert {metric.key: metric.value for metric in logged.metrics} == run.data.metrics
    assert json.loads(logged.tags["mlflow.modelVersions"]) == [{"name": "taxi-linear", "version": 1}]
    assert mlflow.models.get_model_info(version.source).model_id == output.model_id
    assert mlflow.models.get_model_info(version.source).run_id == run.info.run_id


def test_models_are_registered_from_python_for_taxi_serve():
    client = mlflow.MlflowClient()
    by_run = mlflow.register_model(CASES["models"][2]["uri"], "from-run")
    client.set_registered_model_alias("from-run", "live", by_run.version)
    copied = client.copy_model_version("models:/from-run@live", "copied")
    client.set_registered_model_alias("copied", "live", copied.version)


def test_a_damaged_model_file_is_refused(tmp_path):
    folder = mlflow.artifacts.download_artifacts(CASES["models"][0]["uri"], dst_path=str(tmp_path))
    path = os.path.join(folder, "model.taxi")
    with open(path, "ab") as file:
        file.write(b" ")
    with pytest.raises(ValueError, match="the file is damaged"):
        mlflow.pyfunc.load_model(folder)
