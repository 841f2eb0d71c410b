"""The Python stack's prediction service: FastAPI on uvicorn with uvloop and httptools, the model loaded once.

    python serve.py MODEL [--host 127.0.0.1] [--port 8000] [--predict pipeline|lookup]

MODEL is what `pipeline.py --model linear --output MODEL` kept. POST /predict takes and checks the same body as `taxi
serve` and answers in the same shape; POST /predict/batch takes an Arrow IPC stream or NDJSON. One worker, no access log,
no documentation pages: what a careful owner of such a service turns off. It has no log of predictions, no metrics and no
tokens.

pipeline  asks the scikit-learn pipeline, as it was trained: what such services do
lookup    reads the coefficients out of it once and adds them up by hand: the fastest that this model can be in Python
"""

import argparse
import datetime
import pathlib
import typing
import uuid

import joblib
import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, Field

ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"

Zone = typing.Annotated[int, Field(ge=1, le=265, strict=True)]
Miles = typing.Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]


class Trip(BaseModel):
    PULocationID: Zone
    DOLocationID: Zone
    trip_distance: Miles | None = None
    pickup_datetime: datetime.datetime | None = None


class Prediction(BaseModel):
    predicted_duration: float
    model: str = "duration"
    model_version: int | None = None
    request_id: uuid.UUID
    unseen: list[str] = []


def is_valid(trips) -> bool:
    """What `Trip` says, for a Polars frame."""
    import polars as pl

    rules = [pl.col("PULocationID", "DOLocationID").is_between(1, 265), pl.col("trip_distance").is_between(0, 1e6)]
    return bool(trips.select(pl.all_horizontal(*rules).fill_null(True).all()).item())


class Pipeline:
    """Minutes by the scikit-learn pipeline."""

    def __init__(self, model) -> None:
        self._model = model
        self._pairs = model[0].vocabulary_

    def one(self, trip: Trip) -> tuple[float, bool]:
        pair = f"{trip.PULocationID}_{trip.DOLocationID}"
        row = {"PU_DO": pair, "trip_distance": trip.trip_distance or 0.0}
        return float(self._model.predict([row])[0]), f"PU_DO={pair}" in self._pairs

    def all(self, trips):
        from pipeline import pair_rows
        import polars as pl

        return self._model.predict(pair_rows(trips.with_columns(pl.col("trip_distance").fill_null(0.0))))


class Lookup:
    """The same minutes from the pipeline's coefficients."""

    def __init__(self, model) -> None:
        vectorizer, regression = model
        coefficients = dict(zip(vectorizer.feature_names_, regression.coef_.tolist()))
        self._per_mile = coefficients.pop("trip_distance")
        self._intercept = float(regression.intercept_)
        self._pairs = {tuple(map(int, name.removeprefix("PU_DO=").split("_"))): value for name, value in coefficients.items()}
        self._table = None

    def one(self, trip: Trip) -> tuple[float, bool]:
        of_pair = self._pairs.get((trip.PULocationID, trip.DOLocationID))
        minutes = self._intercept + (of_pair or 0.0) + self._per_mile * (trip.trip_distance or 0.0)
        return minutes, of_pair is not None

    def all(self, trips):
        import numpy as np

        if self._table is None:
            self._table = np.zeros((266, 266))
            for pair, value in self._pairs.items():
                self._table[pair] = value
        of_pair = self._table[trips["PULocationID"].to_numpy(), trips["DOLocationID"].to_numpy()]
        return self._intercept + of_pair + self._per_mile * trips["trip_distance"].fill_null(0.0).to_numpy()


PREDICTORS = {"pipeline": Pipeline, "lookup": Lookup}


def make_app(predictor) -> FastAPI:
    app = FastAPI(openapi_url=None)

    # async, so that a call of microseconds does not pay for a thread of its own
    @app.post("/predict")
    async def predict(trip: Trip) -> Prediction:
        minutes, seen = predictor.one(trip)
        return Prediction(predicted_duration=minutes, request_id=uuid.uuid4(), unseen=[] if seen else ["PU_DO"])

    @app.post("/predict/batch")
    async def predict_batch(request: Request) -> Response:
        import io

        import polars as pl

        kind = request.headers["content-type"]
        body = await request.body()
        trips = pl.read_ipc_stream(body) if kind == ARROW else pl.read_ndjson(body)
        if not is_valid(trips):
            return Response(status_code=422)
        answer = pl.DataFrame({"predicted_duration": predictor.all(trips)})
        out = io.BytesIO()
        if kind == ARROW:
            answer.write_ipc_stream(out)
        else:
            answer.write_ndjson(out)
        return Response(out.getvalue(), media_type=kind)

    return app


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("model", type=pathlib.Path, metavar="MODEL")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--predict", default="pipeline", choices=PREDICTORS)
    arguments = parser.parse_args()
    app = make_app(PREDICTORS[arguments.predict](joblib.load(arguments.model)))
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
