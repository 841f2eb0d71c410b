"""Answers as `taxi serve` does, from the same model file: what MLflow loads as a `python_function` model.

Needs numpy and pandas. `model.taxi` and `zones.json` are read from the folder of the model.
"""

import hashlib
import json
import math
import os

import numpy as np
import pandas as pd

FORMAT = 1
ZONE_CODES = 266  # LocationIDs 1 to 265; 0 is no zone
MAX_MILES = 1e6
EARTH_RADIUS = 3958.8  # miles


class TaxiModel:
    """A model of trip durations. `predict` takes a frame of trips and gives minutes, one for each."""

    def __init__(self, model, features, zones):
        self.kind = model["kind"]
        self.parameters = model["parameters"]
        self.spec = features["spec"]
        self.pairs = np.asarray(features["pairs"], dtype=np.int64)
        self.pair_distance = np.asarray(features["pair_distance"], dtype=np.float64)
        self.detour = features["detour"]
        self.mean_distance = features["mean_distance"]
        self.places = {zone: (lon, lat, area) for zone, lon, lat, area in zones}

    def predict(self, frame, params=None):
        """Minutes. Raises ValueError for what the server would refuse."""
        frame = pd.DataFrame(frame)
        pickup, dropoff = zone_column(frame, "PULocationID"), zone_column(frame, "DOLocationID")
        miles = miles_column(frame)
        if self.kind == "mean":
            return np.full(len(frame), self.parameters["mean"], dtype=np.float64)
        minutes = np.full(len(frame), self.parameters["intercept"], dtype=np.float64)
        for term, feature in zip(self.parameters["terms"], self.spec):
            minutes += self.added(term, feature, pickup, dropoff, miles)
        bounds = self.parameters["bounds"]
        return minutes if bounds is None else np.clip(minutes, *bounds)

    def added(self, term, feature, pickup, dropoff, miles):
        """Minutes that one feature adds to each trip."""
        kind = feature["type"]
        if kind == "pair":
            code, seen = self.pair_codes(pickup, dropoff)
            return np.where(seen, np.append(np.asarray(term["effects"], dtype=np.float64), 0.0)[code], 0.0)
        if kind == "zone":
            zone = pickup if feature["name"] == "PULocationID" else dropoff
            return np.asarray(term["effects"], dtype=np.float64)[zone]
        told = miles > 0
        if kind == "distance":
            numbers = np.where(np.isnan(miles), self.mean_distance, miles)
        elif kind == "distance_missing":
            numbers = np.where(told, 0.0, 1.0)
        elif kind == "imputed_distance":
            numbers = np.where(told, miles, self.typical_miles(pickup, dropoff))
        elif kind == "pair_distance":
            numbers = self.typical_miles(pickup, dropoff)
        else:
            raise ValueError(f'Cannot use this model: found feature "{kind}", expected one of this loader')
        return term["slope"] * numbers

    def pair_codes(self, pickup, dropoff):
        """Where each pair is among those of training, and whether it is."""
        keys = pickup * ZONE_CODES + dropoff
        code = np.searchsorted(self.pairs, keys)
        seen = np.append(self.pairs, -1)[code] == keys
        return np.where(seen, code, len(self.pairs)), seen

    def typical_miles(self, pickup, dropoff):
        """The pair's history, else the way between the zones, else the mean of all trips."""
        code, seen = self.pair_codes(pickup, dropoff)
        between = np.array([self.zone_distance(*pair) for pair in zip(pickup.tolist(), dropoff.tolist())], dtype=np.float64)
        fallback = np.where(np.isnan(between), self.mean_distance, self.detour * between)
        return np.where(seen, np.append(self.pair_distance, 0.0)[code], fallback)

    def zone_distance(self, pickup, dropoff):
        """Miles between two zones, as single precision holds them; NaN where either has no place."""
        if pickup not in self.places or dropoff not in self.places:
            return math.nan
        (lon_a, lat_a, area), (lon_b, lat_b, _) = self.places[pickup], self.places[dropoff]
        if pickup == dropoff:
            return float(np.float32(math.sqrt(area)))
        radians = math.pi / 180
        north = (lat_b - lat_a) * radians
        east = (lon_b - lon_a) * radians * math.cos(((lat_a + lat_b) / 2) * radians)
        return float(np.float32(EARTH_RADIUS * math.hypot(north, east)))


def zone_column(frame, name):
    """LocationIDs."""
    if name not in frame:
        raise ValueError(f"Cannot read {name}: found no such column, expected a TLC zone number from 1 to 265")
    numbers = number_column(frame, name)
    wrong = ~((numbers >= 1) & (numbers < ZONE_CODES) & (numbers == np.floor(numbers)))
    if wrong.any():
        found = frame[name].iloc[int(np.argmax(wrong))]
        raise ValueError(f"Cannot read {name}: found {found}, expected a TLC zone number from 1 to 265")
    return numbers.astype(np.int64)


def miles_column(frame):
    """Miles, NaN where they are not told."""
    if "trip_distance" not in frame:
        return np.full(len(frame), np.nan)
    miles = number_column(frame, "trip_distance")
    wrong = (miles < 0) | (miles > MAX_MILES)
    if wrong.any():
        found = frame["trip_distance"].iloc[int(np.argmax(wrong))]
        raise ValueError(f"Cannot read trip_distance: found {found}, expected miles from 0 to 1000000, or none")
    return miles


def number_column(frame, name):
    """Numbers, NaN where there are none."""
    return pd.to_numeric(frame[name]).to_numpy(dtype=np.float64, na_value=np.nan)


def read_model(path):
    """The body of a model file. Raises ValueError for another version or a damaged file."""
    with open(path, "rb") as file:
        header, body = json.loads(file.readline()), file.read()
    if header.get("format") != "taxi-model" or header.get("version") != FORMAT:
        raise ValueError(f'Cannot read "{path}": found version {header.get("version")}, expected a model file of version {FORMAT}')
    if hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise ValueError(f'Cannot read "{path}": its checksum is not that of its header, the file is damaged')
    return json.loads(body)


def _load_pyfunc(path):
    """What MLflow calls with the folder of the model."""
    body = read_model(os.path.join(path, "model.taxi"))
    with open(os.path.join(path, "zones.json"), encoding="utf-8") as file:
        zones = json.load(file)
    return TaxiModel(body["model"], body["features"], zones)
