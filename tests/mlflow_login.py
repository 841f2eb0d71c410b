"""Logs in to a taxi serve that demands the token in TOKEN: run by tests/mlflow_server_test.ts."""
import os

import mlflow
import pytest
import requests

URI = os.environ["MLFLOW_TRACKING_URI"]
TOKEN = os.environ["TOKEN"]


@pytest.fixture(autouse=True)
def _nobody(monkeypatch):
    for name in ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def work():
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
        mlflow.log_text("secret", "a.txt")
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/a.txt") == "secret"


def test_bearer(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", TOKEN)
    work()


def test_basic_with_the_token_as_password(monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "anybody")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", TOKEN)
    work()


def test_basic_in_the_address(monkeypatch):
    mlflow.set_tracking_uri(URI.replace("://", f"://me:{TOKEN}@"))
    try:
        work()
    finally:
        mlflow.set_tracking_uri(URI)


@pytest.mark.parametrize("name,password", [(None, None), ("me", "wrong"), ("me", "")])
def test_others_are_refused(monkeypatch, name, password):
    if name:
        monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", name)
        monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", password)
    with pytest.raises(mlflow.exceptions.MlflowException):
        mlflow.search_experiments()
    for path in ("/api/2.0/mlflow/experiments/get?experiment_id=0", "/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow/experiments/get?experiment_id=0"):
        r = requests.get(URI + path)
        assert r.status_code == 401 and r.headers["www-authenticate"] == 'Basic realm="mlflow"'
        assert r.text.startswith("You are not authenticated. Please see ")
    assert requests.get(URI + "/health").text == "OK"
    assert requests.get(URI + "/version").text == "3.17.2"


def test_pages_from_elsewhere_are_refused():
    me = {"Authorization": f"Bearer {TOKEN}"}
    create = lambda **headers: requests.post(URI + "/api/2.0/mlflow/experiments/get-by-name", json={}, headers={**me, **headers})
    r = requests.get(URI + "/api/2.0/mlflow/experiments/get?experiment_id=0", headers={**me, "Host": "evil.example"})
    assert (r.status_code, r.text) == (403, "Invalid Host header - possible DNS rebinding attack detected")
    r = create(Origin="https://evil.example")
    assert (r.status_code, r.text) == (403, "Cross-origin request blocked")
    assert create(Origin=URI).status_code == 405
