"""The trip duration job as the Python stack of this field does it: Polars, scikit-learn, LightGBM.

    python pipeline.py FILE... --split 2023-03 [--model linear|boosted] [--max-distance 100] [--output MODEL]

Reads TLC months, keeps trips of 0 < duration <= 60 minutes picked up inside the months that the files are named
after, trains on what was picked up before the split month and tests on the rest. Prints one JSON document: rows,
seconds of each step, metrics in minutes.

linear   the classic baseline: pair of zones one-hot by DictVectorizer, distance in miles, LinearRegression
boosted  LightGBM on the two zones as categories, the distance, the minute of the day and the weekday
"""

import argparse
import datetime
import json
import pathlib
import re
import time

import numpy as np
import polars as pl

LONGEST_MINUTES = 60
MONTH_IN_NAME = re.compile(r"(\d{4})-(\d{2})\.parquet$")


class StepClock:
    """Wall seconds of each step, in the order in which they end."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begin = time.perf_counter()

    def end(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = round(now - self._begin, 3)
        self._begin = now


def month_start(file: str) -> datetime.datetime:
    found = MONTH_IN_NAME.search(file)
    if found is None:
        raise SystemExit(f'Cannot tell the month of "{file}": expected a name that ends in YYYY-MM.parquet')
    return datetime.datetime(int(found[1]), int(found[2]), 1)


def next_month(start: datetime.datetime) -> datetime.datetime:
    return (start + datetime.timedelta(days=32)).replace(day=1)


def read_month(file: str) -> pl.DataFrame:
    """One month with the names and types that all years share; green and yellow differ in a prefix only."""
    prefix = "tpep" if "tpep_pickup_datetime" in pl.read_parquet_schema(file) else "lpep"
    times = [f"{prefix}_pickup_datetime", f"{prefix}_dropoff_datetime"]
    columns = [*times, "PULocationID", "DOLocationID", "trip_distance"]
    return pl.read_parquet(file, columns=columns).select(
        pl.col(times[0]).cast(pl.Datetime("us")).alias("pickup"),
        pl.col(times[1]).cast(pl.Datetime("us")).alias("dropoff"),
        pl.col("PULocationID", "DOLocationID").cast(pl.Int64),
        pl.col("trip_distance").cast(pl.Float64),
    )


def read_trips(files: list[str], max_distance: float | None) -> pl.DataFrame:
    starts = [month_start(file) for file in files]
    minutes = (pl.col("dropoff") - pl.col("pickup")).dt.total_microseconds() / 60e6
    trips = (
        pl.concat([read_month(file) for file in files])
        .with_columns(minutes.alias("duration"))
        .filter((pl.col("duration") > 0) & (pl.col("duration") <= LONGEST_MINUTES))
        .filter((pl.col("pickup") >= min(starts)) & (pl.col("pickup") < next_month(max(starts))))
    )
    if max_distance is None:
        return trips
    return trips.filter(pl.col("trip_distance").is_between(0, max_distance))


def pair_rows(trips: pl.DataFrame) -> list[dict]:
    pair = pl.concat_str("PULocationID", "DOLocationID", separator="_").alias("PU_DO")
    return trips.select(pair, "trip_distance").to_dicts()


def tree_matrix(trips: pl.DataFrame) -> np.ndarray:
    pickup = pl.col("pickup").dt
    minute_of_day = pickup.hour().cast(pl.Int32) * 60 + pickup.minute().cast(pl.Int32)
    columns = trips.select(
        "PULocationID", "DOLocationID", "trip_distance", minute_of_day.alias("minute"), pickup.weekday().alias("day")
    )
    return columns.to_numpy().astype(np.float64)


def fit_linear(train: pl.DataFrame, clock: StepClock):
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline

    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(pair_rows(train))
    clock.end("features")
    regression = LinearRegression().fit(matrix, train["duration"].to_numpy())
    clock.end("fit")
    return make_pipeline(vectorizer, regression), pair_rows


def fit_boosted(train: pl.DataFrame, clock: StepClock):
    import lightgbm

    matrix = tree_matrix(train)
    clock.end("features")
    model = lightgbm.LGBMRegressor(
        n_estimators=300, num_leaves=63, learning_rate=0.08, min_child_samples=30, cat_smooth=50, verbose=-1
    ).fit(matrix, train["duration"].to_numpy(), categorical_feature=[0, 1])
    clock.end("fit")
    return model, tree_matrix


FITS = {"linear": fit_linear, "boosted": fit_boosted}


def metrics(actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    error = actual - predicted
    squares = float((error**2).sum())
    mse = squares / len(error)
    return {
        "mae": float(np.abs(error).mean()),
        "mse": mse,
        "rmse": mse**0.5,
        "r2": 1 - squares / float(((actual - actual.mean()) ** 2).sum()),
    }


def parse_arguments() -> argparse.Namespace:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("files", nargs="+", metavar="FILE", help="TLC months, named ...YYYY-MM.parquet")
    parser.add_argument("--split", required=True, type=lambda text: datetime.datetime.strptime(text, "%Y-%m"))
    parser.add_argument("--model", default="linear", choices=FITS)
    parser.add_argument("--max-distance", type=float, metavar="MILES", help="leave out what is longer or negative")
    parser.add_argument("--output", type=pathlib.Path, metavar="MODEL", help="keep the model, for serve.py")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    clock = StepClock()
    trips = read_trips(arguments.files, arguments.max_distance)
    train = trips.filter(pl.col("pickup") < arguments.split)
    test = trips.filter(pl.col("pickup") >= arguments.split)
    clock.end("read")
    model, features = FITS[arguments.model](train, clock)
    scores = metrics(test["duration"].to_numpy(), model.predict(features(test)))
    clock.end("evaluate")
    if arguments.output is not None:
        import joblib

        joblib.dump(model, arguments.output)
    rows = {"train": train.height, "test": test.height}
    print(json.dumps({"model": arguments.model, "rows": rows, "seconds": clock.seconds, "metrics": scores}))


if __name__ == "__main__":
    main()
