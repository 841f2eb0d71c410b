#!/bin/bash
# Serves the model of the bucket: looks whether it is another than the one served, fetches it, starts taxi again, and
# takes the former one back when the new one does not serve. Run by taxi-model.timer with the settings of aws.env.
set -euo pipefail

folder=/var/lib/taxi
model=$folder/taxi-duration.taxi
previous=$folder/previous.taxi
served=$folder/model.etag

main() {
  local etag
  etag=$(aws s3api list-objects-v2 --region "$REGION" --bucket "$BUCKET" --prefix "$MODEL_KEY" \
    --query "Contents[?Key=='$MODEL_KEY'] | [0].ETag" --output text)
  if [ "$etag" != None ] && [ "$etag" != "$(cat "$served" 2>/dev/null || true)" ]; then
    aws s3 cp --only-show-errors --region "$REGION" "s3://$BUCKET/$MODEL_KEY" "$model.new"
    echo "$etag" >"$served" # a model that turns out bad is not tried each minute
    serve_new
  elif [ -e "$model" ]; then
    systemctl is-active --quiet taxi.service || systemctl start taxi.service
  elif [ "$DEMO_MODEL" = true ]; then
    make_demo_model
    serve_new
  else
    echo "no model yet, expected one at s3://$BUCKET/$MODEL_KEY"
  fi
}

serve_new() {
  chmod 644 "$model.new"
  [ ! -e "$model" ] || mv -f "$model" "$previous"
  mv -f "$model.new" "$model"
  systemctl restart taxi.service
  if is_ready; then
    echo "serving $(sha256sum "$model")"
    return
  fi
  mv -f "$model" "$folder/refused.taxi"
  if [ -e "$previous" ]; then
    mv -f "$previous" "$model"
    systemctl restart taxi.service
    echo "the new model does not serve; the former one is back, the new one is refused.taxi" >&2
  else
    systemctl stop taxi.service
    echo "the model does not serve and there is no former one; see journalctl -u taxi" >&2
  fi
  exit 1
}

is_ready() {
  for _ in $(seq 60); do
    if curl --fail --silent --output /dev/null "http://127.0.0.1:$API_PORT/readyz"; then return 0; fi
    sleep 1
  done
  return 1
}

# A model of the synthetic city, made in a folder that is thrown away, so that a first apply answers.
make_demo_model() {
  local work
  work=$(mktemp -d)
  chown taxi:taxi "$work"
  run_taxi "$work" ingest --taxi green --months 2024-01..2024-03 --source synthetic
  run_taxi "$work" train --taxi green --train 2024-01..2024-02 --test 2024-03 --output "$work/model.taxi"
  mv "$work/model.taxi" "$model.new"
  rm -rf "$work"
}

run_taxi() {
  local work=$1
  shift
  if [ "$RUN_AS" = binary ]; then
    (cd "$work" && runuser -u taxi -- env TAXI_HOME="$work" TAXI_CACHE="$work" /usr/local/bin/taxi "$@")
  else
    docker run --rm --user "$(id -u taxi):$(id -g taxi)" --read-only --cap-drop all --tmpfs /tmp \
      --volume "$work:$work" --env TAXI_HOME="$work" --env TAXI_CACHE="$work" "$IMAGE" "$@"
  fi
}

main
