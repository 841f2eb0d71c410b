# Every recipe is one call of `./denow`, which does the same without just.

# List every recipe
default:
    @just --list --unsorted

# Run taxi from this checkout: just taxi demo
taxi *args:
    ./denow task taxi {{ args }}

# The whole main job offline on the synthetic city
demo *args:
    ./denow task demo {{ args }}

# The whole gate, as CI runs it: format, lint, types, documentation, checks, tests
ok *args:
    ./denow task ok {{ args }}

# Every test, or those of files or folders
test *args:
    ./denow task test {{ args }}

# Linters, schemas, secrets, commit titles; --list names them
checks *args:
    ./denow task checks {{ args }}

# Format every file
fmt *args:
    ./denow fmt {{ args }}

# Install the git hooks
hooks:
    ./denow task hooks

# Write the pages that are made from the code
docs:
    ./denow task docs

# Write what the docs' commands print; --tlc DIR for real months
docs-output *args:
    ./denow task docs:output {{ args }}

# Make dist/site from the Markdown pages
site *args:
    ./denow task site {{ args }}

# Make the pictures of the docs from the program itself; needs Chromium
pictures:
    ./denow task pictures

# Make dist/taxi for this platform, or for --target
compile *args:
    ./denow task compile {{ args }}

# Make the archives of a release
release *args:
    ./denow task release {{ args }}

# Try the release in a folder on this platform
release-smoke folder="dist/release":
    ./denow task release:smoke {{ folder }}

# Train on the synthetic city and hold the metrics against their limits
gate-metrics:
    ./denow task gate:metrics

# Run a bench: just bench train --synthetic 1000000
bench name *args:
    ./denow task bench:{{ name }} {{ args }}
