"""What the real MLflow client does beside the conformance suite: run by tests/mlflow_client_test.ts against taxi serve."""
import math
import os
import time
import uuid

import mlflow
import numpy as np
import pandas as pd
import pytest
import requests
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

URI = os.environ["MLFLOW_TRACKING_URI"]
API = URI + "/api/2.0/mlflow"
client = MlflowClient()


def uniq(prefix="x"):
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


@pytest.fixture()
def exp():
    return client.create_experiment(uniq("exp"))


@pytest.fixture(autouse=True)
def _no_active_run():
    yield
    while mlflow.active_run():
        mlflow.end_run()


def refused(call, code="INVALID_PARAMETER_VALUE"):
    with pytest.raises(MlflowException) as e:
        call()
    assert e.value.error_code == code
    return str(e.value)


# ------------------------------------------------------------------------------------------------ runs


def test_many_runs_in_pages_and_a_data_frame(exp):
    for i in range(30):
        run = client.create_run(exp, start_time=i + 1, run_name=f"r{i:02}").info.run_id
        client.log_batch(run, metrics=[Metric("mae", i / 10, i, 0)], params=[Param("depth", str(i % 3))], tags=[RunTag("even", str(i % 2 == 0))])
    df = mlflow.search_runs([exp], filter_string="metrics.mae > 0.95 and params.depth = '1' and tags.even = 'True'", order_by=["metrics.mae DESC"])
    assert list(df["tags.mlflow.runName"]) == ["r28", "r22", "r16", "r10"]
    assert list(df["metrics.mae"]) == [2.8, 2.2, 1.6, 1.0]
    seen, token = [], None
    while True:
        page = client.search_runs([exp], max_results=7, page_token=token, order_by=["params.depth ASC", "metrics.mae ASC"])
        seen += [(r.data.params["depth"], r.data.metrics["mae"]) for r in page]
        token = page.token
        if not token:
            break
    assert seen == sorted(seen) and len(seen) == 30
    assert mlflow.search_runs([exp], filter_string="metrics.mae > 100").empty
    objects = mlflow.search_runs([exp], output_format="list", max_results=3)
    assert [r.info.run_name for r in objects] == ["r29", "r28", "r27"]


def test_experiments_by_name_and_all(exp):
    name = client.get_experiment(exp).name
    run = client.create_run(exp, tags={"marker": exp}).info.run_id
    assert list(mlflow.search_runs(experiment_names=[name])["run_id"]) == [run]
    found = mlflow.search_runs(search_all_experiments=True, filter_string=f"tags.marker = '{exp}'")
    assert list(found["run_id"]) == [run]
    assert [e.experiment_id for e in mlflow.search_experiments(filter_string=f"name = '{name}'")] == [exp]


@pytest.mark.parametrize(
    "flt,expected",
    [
        ("params.`a b` = '1'", "A"),
        ("parameters.`a/b` = '2'", "A"),
        ("tag.`x.y-z` LIKE 'v%'", "A"),
        ("metrics.`train/loss` < 1e-3", "B"),
        ("metric.m = -0.5", "A"),
        ("attr.run_name ILIKE 'a'", "A"),
        ("run.status = 'RUNNING' AND created >= 2", "B"),
        ("`Run name` = 'B'", "B"),
        ("params.q = 'say \"hi\"'", "B"),
        ("params.pct LIKE '100%'", "B"),
        ("params.pct LIKE '1__\\%'", ""),
        ("tags.`x.y-z` != 'v1'", ""),
        ("tags.`x.y-z` IS NULL", "B"),
        ("attributes.end_time > 1", ""),
        ("user_id = 'jane'", "A"),
        ("params.unicode = 'héé✓'", "A"),
        ("params.p IS NOT NULL AND params.p != ''", ""),
        ("params.p = ''", "A"),
    ],
)
def test_filters(flt, expected):
    e = client.create_experiment(uniq("filters"))
    raw = requests.post(API + "/runs/create", json={"experiment_id": e, "start_time": 1, "run_name": "A", "user_id": "jane"}).json()
    a = raw["run"]["info"]["run_id"]
    b = client.create_run(e, start_time=2, run_name="B").info.run_id
    client.log_batch(a, metrics=[Metric("m", -0.5, 1, 0)], params=[Param("a b", "1"), Param("a/b", "2"), Param("unicode", "héé✓"), Param("p", "")], tags=[RunTag("x.y-z", "v1")])
    client.log_batch(b, metrics=[Metric("train/loss", 0.0001, 1, 0)], params=[Param("q", 'say "hi"'), Param("pct", "100%")])
    assert "".join(r.info.run_name for r in client.search_runs([e], flt, order_by=["start_time ASC"])) == expected


@pytest.mark.parametrize(
    "flt",
    ["metrics.m > '1'", "metrics.m LIKE '1'", "params.a IN ('1')", "start_time LIKE '1'", "status > 'A'", "run_id IN ()", "run_id IN (1)",
     "params.a = '1' AND", "NOT params.a = '1'", "params.a = 1 OR", "x..y = 'a'", "params. = 'a'", "'a' = 'a'", "dataset.foo = 'x'",
     "metrics.m IS NULL", "metrics.m = +5", "params.a = 'b' params.c = 'd'", "params.a = 'b';", "(params.a = 'b')", "   "],
)
def test_bad_filters(exp, flt):
    refused(lambda: client.search_runs([exp], flt))


@pytest.mark.parametrize("order", ["metrics.a foo", "nope", "start_time, end_time", " start_time", "dataset.name", "lifecycle_stage", ""])
def test_bad_orders(exp, order):
    refused(lambda: client.search_runs([exp], order_by=[order]))


def test_nested_runs_three_deep(exp):
    with mlflow.start_run(experiment_id=exp, run_name="a") as a:
        with mlflow.start_run(experiment_id=exp, nested=True, run_name="b") as b:
            with mlflow.start_run(experiment_id=exp, nested=True, run_name="c") as c:
                mlflow.log_metric("m", 1)
    children = mlflow.search_runs([exp], filter_string=f"tags.`mlflow.parentRunId` = '{a.info.run_id}'")
    assert list(children["run_id"]) == [b.info.run_id]
    assert mlflow.get_parent_run(c.info.run_id).info.run_id == b.info.run_id


def test_restoring_an_experiment_brings_back_runs_deleted_before(exp):
    early, late = client.create_run(exp).info.run_id, client.create_run(exp).info.run_id
    client.delete_run(early)
    client.delete_run(early)
    client.delete_experiment(exp)
    refused(lambda: client.delete_experiment(exp), "RESOURCE_DOES_NOT_EXIST")
    assert len(client.search_runs([exp], run_view_type=ViewType.DELETED_ONLY)) == 2
    client.restore_experiment(exp)
    refused(lambda: client.restore_experiment(exp), "RESOURCE_DOES_NOT_EXIST")
    assert {r.info.run_id for r in client.search_runs([exp])} == {early, late}
    name = client.get_experiment(exp).name
    client.delete_experiment(exp)
    refused(lambda: client.create_experiment(name), "RESOURCE_ALREADY_EXISTS")


def test_custom_artifact_location():
    e = client.create_experiment(uniq("loc"), artifact_location="mlflow-artifacts:/team/place/")
    run = client.create_run(e)
    assert run.info.artifact_uri == f"mlflow-artifacts:/team/place/{run.info.run_id}/artifacts"
    client.log_text(run.info.run_id, "x", "a.txt")
    assert [f.path for f in client.list_artifacts(run.info.run_id)] == ["a.txt"]
    assert client.get_experiment(e).artifact_location == "mlflow-artifacts:/team/place"


def test_limits_of_a_batch(exp):
    run = client.create_run(exp).info.run_id
    client.log_batch(run, metrics=[Metric(f"m{i}", i, 1, 0) for i in range(800)], params=[Param(f"p{i}", "1") for i in range(100)], tags=[RunTag(f"t{i}", "1") for i in range(100)])
    data = client.get_run(run).data
    assert (len(data.metrics), len(data.params)) == (800, 100) and len(data.tags) >= 100
    before = client.get_run(run).data.metrics
    refused(lambda: client.log_batch(run, metrics=[Metric("new", 1, 1, 0)], params=[Param("p0", "other")]))
    assert client.get_run(run).data.metrics == before
    wide = {f"metric/{'x' * 200}/{i}": i for i in range(300)}
    with mlflow.start_run(run_id=run):
        mlflow.log_metrics(wide)
    assert client.get_run(run).data.metrics["metric/" + "x" * 200 + "/299"] == 299


def test_history_in_pages_and_equal_points(exp):
    run = client.create_run(exp).info.run_id
    for start in range(0, 30_000, 1000):
        client.log_batch(run, metrics=[Metric("m", i * 0.1, i, i) for i in range(start, start + 1000)])
    history = client.get_metric_history(run, "m")
    assert len(history) == 30_000 and history[-1].step == 29_999
    first = requests.get(API + "/metrics/get-history", params={"run_id": run, "metric_key": "m", "max_results": 10}).json()
    assert len(first["metrics"]) == 10 and first["next_page_token"]
    client.log_metric(run, "n", 1.0, timestamp=5, step=-3)
    client.log_metric(run, "n", 2.0, timestamp=5, step=-3)
    client.log_metric(run, "n", 2.0, timestamp=5, step=-3)
    assert [p.value for p in client.get_metric_history(run, "n")] == [1.0, 2.0]
    assert client.get_run(run).data.metrics["n"] == 2.0
    client.log_metric(run, "tiny", 5e-324)
    client.log_metric(run, "third", 1 / 3)
    got = client.get_run(run).data.metrics
    assert got["tiny"] == 5e-324 and got["third"] == 1 / 3


@pytest.mark.parametrize("step", [2**53 + 1, -(2**53) - 1, 2**62, 2**63 - 1, -(2**63), 1796088889494201001])
def test_steps_of_64_bits(exp, step):
    run = client.create_run(exp).info.run_id
    model = client.create_logged_model(exp, name="lm").model_id
    near = step - 1 if step > 0 else step + 1
    client.log_metric(run, "m", 1.0, timestamp=1, step=near)
    client.log_metric(run, "m", 2.0, timestamp=1, step=step, model_id=model)
    assert [p.step for p in client.get_metric_history(run, "m")] == sorted([near, step])
    r = requests.get(API + "/runs/get", params={"run_id": run}).json()
    assert r["run"]["data"]["metrics"][0]["step"] == max(near, step)
    assert client.get_logged_model(model).metrics[0].step == step
    r = requests.post(API + "/runs/log-metric", json={"run_id": run, "key": "n", "value": 1, "timestamp": 1, "step": str(step)})
    assert r.status_code == 200 and client.get_metric_history(run, "n")[0].step == step
    r = requests.post(API + "/runs/log-metric", json={"run_id": run, "key": "n", "value": 1, "timestamp": 1, "step": 2**63})
    assert r.status_code == 400 and r.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_hostile_text_comes_back_as_it_was(exp):
    evil = "<script>alert('x')</script>\n\t\"'; DROP TABLE runs; -- ✓ 𝄞 \u202e"
    with mlflow.start_run(experiment_id=exp, run_name=evil, tags={"t": evil}) as r:
        mlflow.log_param("p", evil)
    got = mlflow.get_run(r.info.run_id)
    assert got.info.run_name == evil and got.data.tags["t"] == evil and got.data.params["p"] == evil
    assert [x.info.run_id for x in client.search_runs([exp], "run_name LIKE '<script>%'")] == [r.info.run_id]


def test_update_with_and_without_what(exp):
    run = client.create_run(exp, run_name="old").info.run_id
    client.set_terminated(run, "FAILED")
    ended = client.get_run(run).info
    assert ended.status == "FAILED" and ended.end_time >= ended.start_time
    client.update_run(run, name="new")
    got = client.get_run(run).info
    assert (got.status, got.end_time, got.run_name) == ("FAILED", ended.end_time, "new")
    client.update_run(run, status="RUNNING")
    assert client.get_run(run).info.end_time == ended.end_time


def test_inputs_with_context_and_search(exp):
    df = pd.DataFrame({"a": [1.0, 2.0]})
    for name, context in (("train-set", "training"), ("test-set", "test")):
        with mlflow.start_run(experiment_id=exp, run_name=context):
            mlflow.log_input(mlflow.data.from_pandas(df, name=name), context=context)
    find = lambda f: [r.info.run_name for r in client.search_runs([exp], f)]
    assert find("dataset.context IN ('test')") == ["test"]
    assert find("dataset.name NOT IN ('test-set')") == ["training"]
    assert find("datasets.name ILIKE 'TRAIN%' AND run_name = 'training'") == ["training"]


# ------------------------------------------------------------------------------------------- artifacts


def artifact_url(run, path=""):
    info = client.get_run(run).info
    return f"{URI}/api/2.0/mlflow-artifacts/artifacts/{info.experiment_id}/{run}/artifacts/{path}"


def test_ranges_etag_and_disposition(exp):
    run = client.create_run(exp).info.run_id
    client.log_text(run, "0123456789", "d/digits é.txt")
    url = artifact_url(run, "d/digits é.txt")
    whole = requests.get(url)
    assert whole.content == b"0123456789" and whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-disposition"].startswith("attachment") and "utf-8''digits%20" in whole.headers["content-disposition"].lower()
    for wanted, status, body in (("bytes=2-4", 206, b"234"), ("bytes=7-", 206, b"789"), ("bytes=-2", 206, b"89"), ("bytes=0-99", 206, b"0123456789"),
                                 ("bytes=10-", 416, b""), ("bytes=-0", 416, b""), ("bytes=4-2", 200, b"0123456789"), ("items=1-2", 200, b"0123456789")):
        r = requests.get(url, headers={"Range": wanted})
        assert (r.status_code, r.content) == (status, body), wanted
    assert requests.get(url, headers={"Range": "bytes=2-4"}).headers["content-range"] == "bytes 2-4/10"
    etag = whole.headers["etag"]
    assert requests.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert requests.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'}).status_code == 200
    head = requests.head(url)
    assert head.status_code == 200 and head.headers["content-length"] == "10" and head.content == b""
    client.log_text(run, "changed", "d/digits é.txt")
    assert requests.get(url).headers["etag"] != etag


def test_chunked_and_empty_uploads(exp):
    run = client.create_run(exp).info.run_id
    assert requests.put(artifact_url(run, "gen.bin"), data=(b"x" * 1000 for _ in range(1000))).status_code == 200
    assert requests.put(artifact_url(run, "empty.bin"), data=iter(())).status_code == 200
    sizes = {f.path: f.file_size for f in client.list_artifacts(run)}
    assert sizes["gen.bin"] == 1_000_000 and not sizes["empty.bin"]
    assert requests.get(artifact_url(run, "empty.bin")).content == b""


def test_delete_and_folders(exp):
    run = client.create_run(exp).info.run_id
    client.log_text(run, "1", "d/a.txt")
    client.log_text(run, "2", "d/e/b.txt")
    client.log_text(run, "3", "d0.txt")
    assert requests.get(artifact_url(run, "d")).status_code == 400
    assert requests.put(artifact_url(run, "d/a.txt/under"), data=b"x").status_code == 400
    assert requests.delete(artifact_url(run, "d/a.txt")).json() == {}
    assert [f.path for f in client.list_artifacts(run, "d")] == ["d/e"]
    assert requests.delete(artifact_url(run, "d")).json() == {}
    assert [f.path for f in client.list_artifacts(run)] == ["d0.txt"]
    assert requests.delete(artifact_url(run, "nope")).status_code == 200


@pytest.mark.parametrize("path", ["..%2fx", "%2e%2e%2fx", "a%2f..%2f..%2fx", "%252e%252e%252fx", "..%5cx", "a%5c..%5cx", "%2fetc%2fpasswd", "a%00b", "a%23b", "C:%5cx", "a//b", "./a", "%2e/a", "%c0%ae%c0%ae/x", "%ff"])
def test_paths_that_lead_elsewhere(exp, path):
    import http.client
    from urllib.parse import urlsplit

    run = client.create_run(exp).info.run_id
    u = urlsplit(artifact_url(run))
    for method in ("PUT", "GET", "DELETE"):
        h = http.client.HTTPConnection(u.hostname, u.port, timeout=10)
        h.request(method, u.path + path, body=b"x" if method == "PUT" else None)
        answer = h.getresponse()
        assert answer.status == 400 and b"Invalid path" in answer.read(), (method, path)
        h.close()
    assert client.list_artifacts(run) == []


def test_many_files_in_one_folder(exp):
    run = client.create_run(exp).info.run_id
    s = requests.Session()
    for i in range(120):
        s.put(artifact_url(run, f"many/{i:03}.txt"), data=b"x")
    assert len(client.list_artifacts(run, "many")) == 120


# -------------------------------------------------------------------------------------------- registry


def test_registry_tags_aliases_stages_and_search(exp):
    name = uniq("m")
    client.create_registered_model(name, tags={"team": "a b"}, description="d" * 5000)
    for i in range(3):
        client.create_model_version(name, f"s3://b/{i}", tags={"i": str(i)}, description=f"v{i}")
    client.set_registered_model_alias(name, "champion", "2")
    client.set_registered_model_alias(name, "second", "2")
    assert sorted(client.get_model_version(name, "2").aliases) == ["champion", "second"]
    client.transition_model_version_stage(name, "1", "production")
    client.transition_model_version_stage(name, "2", "Production", archive_existing_versions=True)
    assert client.get_model_version(name, "1").current_stage == "Archived"
    assert {str(v.version) for v in client.get_latest_versions(name)} == {"1", "2", "3"}
    find = lambda f, **k: [str(v.version) for v in client.search_model_versions(f, **k)]
    assert find(f"name = '{name}' and tags.i != '1'", order_by=["version_number ASC"]) == ["1", "3"]
    assert find(f"name LIKE '{name[:-1]}%' and source_path = 's3://b/2'") == ["3"]
    assert find(f"name = '{name}' and version_number = '2'") == ["2"]
    assert find(f"name = '{name}'", order_by=["creation_timestamp DESC", "version_number DESC"]) == ["3", "2", "1"]
    page = client.search_model_versions(f"name = '{name}'", max_results=2, order_by=["version_number ASC"])
    rest = client.search_model_versions(f"name = '{name}'", max_results=2, page_token=page.token, order_by=["version_number ASC"])
    assert [str(v.version) for v in [*page, *rest]] == ["1", "2", "3"] and not rest.token
    assert [m.name for m in client.search_registered_models("tags.team = 'a b' and name = '" + name + "'")] == [name]
    client.delete_model_version(name, "2")
    refused(lambda: client.get_model_version_by_alias(name, "champion"))
    client.rename_registered_model(name, name + "2")
    assert len(find(f"name = '{name}2'")) == 2
    client.delete_registered_model(name + "2")
    refused(lambda: client.get_model_version(name + "2", "1"), "RESOURCE_DOES_NOT_EXIST")
    assert find(f"name = '{name}2'") == []


def test_copy_a_version_to_another_model(exp):
    with mlflow.start_run(experiment_id=exp) as r:
        client.log_text(r.info.run_id, "x", "model/MLmodel")
        a, b = uniq("a"), uniq("b")
        client.create_registered_model(a)
        v = client.create_model_version(a, f"{r.info.artifact_uri}/model", run_id=r.info.run_id)
    copied = client.copy_model_version(f"models:/{a}/{v.version}", b)
    assert copied.name == b and copied.run_id == r.info.run_id
    assert client.get_model_version_download_uri(b, copied.version) == v.source


def test_prompts_are_hidden_from_models():
    name = uniq("prompt")
    mlflow.genai.register_prompt(name=name, template="Say {{word}}")
    assert name not in [m.name for m in client.search_registered_models(max_results=1000)]
    assert mlflow.genai.load_prompt(f"prompts:/{name}/1").template == "Say {{word}}"


# --------------------------------------------------------------------------------------- logged models


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input["x"] * 2


def test_pyfunc_log_register_load(exp):
    name = uniq("doubler")
    data = pd.DataFrame({"x": [1.0, 2.0]})
    with mlflow.start_run(experiment_id=exp) as r:
        info = mlflow.pyfunc.log_model(name="model", python_model=Doubler(), input_example=data, registered_model_name=name, pip_requirements=["pandas"])
    client.set_registered_model_alias(name, "champion", info.registered_model_version)
    for uri in (info.model_uri, f"runs:/{r.info.run_id}/model", f"models:/{name}@champion", f"models:/{name}/1"):
        assert list(mlflow.pyfunc.load_model(uri).predict(data)) == [2.0, 4.0], uri
    logged = mlflow.get_logged_model(info.model_id)
    assert '"version":1' in logged.tags["mlflow.modelVersions"].replace(" ", "")
    assert mlflow.last_logged_model().model_id == info.model_id


def test_logged_models_by_metrics_on_data(exp):
    run = client.create_run(exp).info.run_id
    ids = {}
    for name, train, test in (("a", 0.9, 0.5), ("b", 0.7, 0.8)):
        ids[name] = client.create_logged_model(exp, name=name, source_run_id=run, tags={"kind": name}).model_id
        client.log_metric(run, "acc", train, model_id=ids[name], dataset_name="train", dataset_digest="1", timestamp=1)
        client.log_metric(run, "acc", test, model_id=ids[name], dataset_name="test", dataset_digest="2", timestamp=2)
    find = lambda **k: "".join(m.name for m in client.search_logged_models([exp], **k))
    assert find(filter_string="metrics.acc >= 0.9") == "a"
    assert find(filter_string="metrics.acc >= 0.8", datasets=[{"dataset_name": "test"}]) == "b"
    assert find(filter_string="metrics.acc >= 0.5", datasets=[{"dataset_name": "test", "dataset_digest": "1"}]) == ""
    assert find(order_by=[{"field_name": "metrics.acc", "ascending": False}]) == "ba"
    assert find(order_by=[{"field_name": "metrics.acc", "ascending": False, "dataset_name": "train"}]) == "ab"
    assert find(filter_string="tags.kind IN ('b', 'c')") == "b"
    assert find(filter_string="status = 'PENDING' AND name NOT IN ('a')") == "b"
    assert find(filter_string=f"model_id = '{ids['a']}'") == "a"
    frame = mlflow.search_logged_models([exp], order_by=[{"field_name": "name", "ascending": True}])
    assert list(frame["name"]) == ["a", "b"]
    refused(lambda: client.search_logged_models([exp], filter_string="nope = 'x'"))


def test_autolog_of_a_search_makes_child_runs(exp):
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV

    X = np.random.RandomState(0).rand(30, 2)
    mlflow.sklearn.autolog(log_models=False)
    try:
        with mlflow.start_run(experiment_id=exp) as r:
            GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=2).fit(X, X[:, 0])
    finally:
        mlflow.sklearn.autolog(disable=True)
    children = client.search_runs([exp], f"tags.`mlflow.parentRunId` = '{r.info.run_id}'")
    assert sorted(c.data.params["alpha"] for c in children) == ["0.1", "1.0"]
    assert "best_cv_score" in client.get_run(r.info.run_id).data.metrics


def test_evaluate_logs_metrics_of_the_model_on_the_data(exp):
    data = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.5]})
    with mlflow.start_run(experiment_id=exp) as r:
        info = mlflow.pyfunc.log_model(name="model", python_model=Doubler(), input_example=data[["x"]], pip_requirements=["pandas"])
        mlflow.models.evaluate(info.model_uri, data, targets="y", model_type="regressor", evaluators="default", evaluator_config={"log_model_explainability": False})
    metrics = client.get_run(r.info.run_id).data.metrics
    assert math.isclose(metrics["mean_absolute_error"], 0.5 / 3)
    assert "mean_absolute_error" in {m.key for m in client.get_logged_model(info.model_id).metrics}
