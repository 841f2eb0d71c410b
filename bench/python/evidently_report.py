"""The report that `bench:report` puts beside `taxi report`, as someone would write it who knows Evidently well: the columns
that are needed and no others, their types told instead of inferred, both presets in one report.

    python evidently_report.py REFERENCE CURRENT --categorical A,B --numerical C,D [--timestamp T]
        [--target Y --prediction P] (--html FILE | --json)

`--html` writes the page, as Evidently does. `--json` prints what it found, to be compared with other programs:
{"columns": {NAME: score}, "drifted": N, "share": S, "regression": {"current": {...}, "reference": {...}}, "tests": [...]}.
"""

import argparse
import json

import pandas as pd
from evidently import DataDefinition, Dataset, Regression, Report
from evidently.presets import DataDriftPreset, RegressionPreset

REGRESSION = {"MeanError": "me", "MAE": "mae", "MAPE": "mape", "RMSE": "rmse", "R2Score": "r2", "AbsMaxError": "max_error"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("reference")
    parser.add_argument("current")
    parser.add_argument("--categorical", type=lambda text: text.split(","), required=True)
    parser.add_argument("--numerical", type=lambda text: text.split(","), required=True)
    parser.add_argument("--timestamp")
    parser.add_argument("--target")
    parser.add_argument("--prediction")
    parser.add_argument("--html")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def read(path: str, args: argparse.Namespace) -> Dataset:
    times = [args.timestamp] if args.timestamp else []
    regression = [Regression(target=args.target, prediction=args.prediction)] if args.target else None
    return Dataset.from_pandas(
        pd.read_parquet(path, columns=times + args.categorical + args.numerical),
        data_definition=DataDefinition(
            regression=regression,
            timestamp=args.timestamp,
            categorical_columns=args.categorical,
            numerical_columns=args.numerical,
        ),
    )


def regression_of(metrics: list[dict]) -> dict[str, float]:
    found = {}
    for metric in metrics:
        name = metric["metric_name"].split("(")[0]
        if name in REGRESSION:
            value = metric["value"]
            found[REGRESSION[name]] = float(value["mean"] if isinstance(value, dict) else value)
    return found


def findings(document: dict, reference: dict | None) -> dict:
    metrics = document["metrics"]
    scores = [metric for metric in metrics if metric["metric_name"].startswith("ValueDrift(")]
    share = next(m["value"] for m in metrics if m["metric_name"].startswith("DriftedColumnsCount("))
    return {
        "columns": {metric["config"]["column"]: float(metric["value"]) for metric in scores},
        "drifted": int(share["count"]),
        "share": float(share["share"]),
        "regression": reference and {
            "current": regression_of(metrics),
            "reference": regression_of(reference["metrics"]),
        },
        "tests": [{"name": test["name"], "passed": test["status"].value == "SUCCESS"} for test in document["tests"]],
    }


def main() -> None:
    args = arguments()
    reference, current = read(args.reference, args), read(args.current, args)
    presets = [DataDriftPreset(), *([RegressionPreset()] if args.target else [])]
    snapshot = Report(presets, include_tests=True).run(current, reference)
    if args.html:
        snapshot.save_html(args.html)
    if args.json:
        alone = Report([RegressionPreset()]).run(reference, None).dict() if args.target else None
        print(json.dumps(findings(snapshot.dict(), alone)))


main()
