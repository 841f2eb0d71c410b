"""The Python stack's prediction service: FastAPI on uvicorn with uvloop and httptools, the model loaded once.

    python serve.py MODEL [--host 127.0.0.1] [--port 8000]

MODEL is what `pipeline.py --model linear --output MODEL` kept. POST /predict takes the same body as `taxi serve` and
answers in the same shape. One worker, no access log, no documentation pages: what a careful owner of such a service
turns off.
"""

import argparse
import pathlib

import joblib
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel


class Trip(BaseModel):
    PULocationID: int
    DOLocationID: int
    trip_distance: float


class Prediction(BaseModel):
    predicted_duration: float


def make_app(model) -> FastAPI:
    app = FastAPI(openapi_url=None)

    # async, so that a call of microseconds does not pay for a thread of its own
    @app.post("/predict")
    async def predict(trip: Trip) -> Prediction:
        row = {"PU_DO": f"{trip.PULocationID}_{trip.DOLocationID}", "trip_distance": trip.trip_distance}
        return Prediction(predicted_duration=float(model.predict([row])[0]))

    return app


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("model", type=pathlib.Path, metavar="MODEL")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    app = make_app(joblib.load(arguments.model))
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
