# Every variable's validation refuses what it should; nothing is called.
mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  allowed_cidrs = ["203.0.113.7/32"]
  repository    = "owner/name"
  release       = "0.1.0"
  token_hashes  = { laptop = "a3f5b0a1c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70" }
}

run "nobody_may_call" {
  command = plan
  variables {
    allowed_cidrs = []
  }
  expect_failures = [var.allowed_cidrs]
}

run "the_world_may_call" {
  command = plan
  variables {
    allowed_cidrs = ["203.0.113.7/32", "0.0.0.0/0"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "half_the_world_may_call" {
  command = plan
  variables {
    allowed_cidrs = ["128.0.0.0/1"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "no_network" {
  command = plan
  variables {
    allowed_cidrs = ["home"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "no_token" {
  command = plan
  variables {
    token_hashes = {}
  }
  expect_failures = [var.token_hashes]
}

run "token_in_place_of_its_hash" {
  command = plan
  variables {
    token_hashes = { laptop = "taxi_0123456789abcdef" }
  }
  expect_failures = [var.token_hashes]
}

run "token_named_as_an_address" {
  command = plan
  variables {
    token_hashes = { "203.0.113.7" = "a3f5b0a1c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70" }
  }
  expect_failures = [var.token_hashes]
}

run "privileged_port" {
  command = plan
  variables {
    api_port = 80
  }
  expect_failures = [var.api_port]
}

run "unknown_instance_family" {
  command = plan
  variables {
    instance_type = "p4d.24xlarge"
  }
  expect_failures = [var.instance_type]
}

run "unknown_way_to_run" {
  command = plan
  variables {
    run_as = "lambda"
  }
  expect_failures = [var.run_as]
}

run "no_place_of_the_release" {
  command = plan
  variables {
    repository = null
    release    = null
  }
  expect_failures = [var.repository, var.release]
}

run "version_with_v" {
  command = plan
  variables {
    release = "v0.1.0"
  }
  expect_failures = [var.release]
}

run "repository_as_address" {
  command = plan
  variables {
    repository = "https://github.com/owner/name"
  }
  expect_failures = [var.repository]
}

run "short_checksum" {
  command = plan
  variables {
    release_sha256 = "abc"
  }
  expect_failures = [var.release_sha256]
}

run "name_too_long_for_a_bucket" {
  command = plan
  variables {
    name = "Taxi_of_the_whole_city_and_more"
  }
  expect_failures = [var.name]
}

run "key_that_is_none" {
  command = plan
  variables {
    kms_key_arn = "alias/taxi"
  }
  expect_failures = [var.kms_key_arn]
}
