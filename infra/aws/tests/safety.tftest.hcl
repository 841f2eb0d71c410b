# What is made is closed: from the plan of what a person would apply.
mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  allowed_cidrs = ["203.0.113.7/32", "198.51.100.0/24"]
  repository    = "Owner/name"
  release       = "0.1.0"
  token_hashes = {
    laptop = "a3f5b0a1c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70"
    phone  = "b3f5b0a1c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70"
  }
}

run "binary" {
  assert {
    condition     = aws_instance.api.metadata_options[0].http_tokens == "required" && aws_instance.api.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "The instance answers IMDSv1, or its credentials can be reached over a hop."
  }
  assert {
    condition     = aws_instance.api.root_block_device[0].encrypted && aws_ebs_volume.data.encrypted
    error_message = "A volume is not encrypted."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.api : rule.cidr_ipv4]) == toset(var.allowed_cidrs)
    error_message = "Others than allowed_cidrs may come in."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.api : rule.from_port == 8000 && rule.to_port == 8000 && rule.ip_protocol == "tcp"])
    error_message = "More than the API's port is open."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.web : rule.to_port]) == toset([80, 443])
    error_message = "More than the web may be called."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.data.block_public_acls,
      aws_s3_bucket_public_access_block.data.block_public_policy,
      aws_s3_bucket_public_access_block.data.ignore_public_acls,
      aws_s3_bucket_public_access_block.data.restrict_public_buckets,
    ])
    error_message = "The bucket could be made public."
  }
  assert {
    condition     = aws_s3_bucket_versioning.data.versioning_configuration[0].status == "Enabled"
    error_message = "The bucket keeps no old versions."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.data.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Objects could have other owners."
  }
  assert {
    condition     = strcontains(local.user_data, "RELEASE_URL=https://github.com/Owner/name/releases/download/v0.1.0\n") && strcontains(local.user_data, "ARCHIVE=taxi-0.1.0-x86_64-unknown-linux-gnu.tar.gz\n")
    error_message = "The user data fetches another archive than the release's."
  }
  assert {
    condition     = strcontains(local.user_data, "TOKENS=laptop:a3f5") && strcontains(local.user_data, ",phone:b3f5") && strcontains(local.user_data, "--token-file /etc/taxi/tokens.json") && !strcontains(local.user_data, "--insecure")
    error_message = "The service would take requests without a token, or not the tokens that were given."
  }
  assert {
    condition     = length(local.user_data) < 16384
    error_message = "The user data is longer than EC2 takes."
  }
  assert {
    condition     = aws_s3_bucket.data.force_destroy == false
    error_message = "A destroy would take the models with it."
  }
}

run "policy" {
  assert {
    condition     = length(data.aws_iam_policy_document.instance.statement) == 4
    error_message = "The policy has other statements than the four that are tested."
  }
  # The statements themselves; the document's JSON is the provider's, which is not asked here.
  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.instance.statement : alltrue([for action in statement.actions : !strcontains(action, "*")])])
    error_message = "The instance may do more than named actions."
  }
  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.instance.statement : !contains(statement.resources, "*") || statement.sid == "SessionManager"])
    error_message = "A statement other than Session Manager's is for all resources."
  }
}

run "container_on_graviton_with_own_key" {
  variables {
    run_as        = "container"
    instance_type = "t4g.small"
    image_digest  = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    kms_key_arn   = "arn:aws:kms:eu-central-1:123456789012:key/1111"
  }

  assert {
    condition     = strcontains(local.user_data, "IMAGE=ghcr.io/owner/name@sha256:0123456789abcdef") && strcontains(local.user_data, "docker run --rm --name taxi") && strcontains(local.user_data, "--token-file /tokens.json")
    error_message = "The user data does not run the image by its digest."
  }
  assert {
    condition     = strcontains(local.user_data, "ARCHITECTURE=arm64\n") && aws_instance.api.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Not arm64, or a container reaches the instance's credentials."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.data.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "The bucket does not use the key."
  }
}
