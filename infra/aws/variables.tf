variable "allowed_cidrs" {
  description = "IPv4 networks that may call the API, each request with a token. Networks wider than /8 are refused."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) > 0
    error_message = "allowed_cidrs is empty, expected at least one network such as 203.0.113.7/32."
  }
  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr))])
    error_message = "allowed_cidrs holds what is no IPv4 network, expected networks such as 203.0.113.7/32."
  }
  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : try(tonumber(split("/", cidr)[1]) >= 8, false)])
    error_message = "allowed_cidrs holds a network wider than /8, expected the networks of your callers: tokens go over plain HTTP."
  }
}

variable "token_hashes" {
  description = "Tokens that callers must show: a name and the SHA-256 of each. The tokens themselves stay with you."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.token_hashes) > 0
    error_message = "token_hashes is empty, expected the name and the SHA-256 of at least one token."
  }
  validation {
    condition     = alltrue([for name, hash in var.token_hashes : can(regex("^[A-Za-z][A-Za-z0-9_.-]{0,63}$", name)) && can(regex("^[0-9a-f]{64}$", hash))])
    error_message = "token_hashes must have names that begin with a letter and 64 hexadecimal digits in small letters for each."
  }
}

variable "region" {
  description = "AWS region that everything is made in."
  type        = string
  default     = "eu-central-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region such as eu-central-1."
  }
}

variable "name" {
  description = "Prefix of every name; two installations in one account need two."
  type        = string
  default     = "taxi"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "name must have 3 to 20 characters: small letters, digits and hyphens, the first a letter, the last no hyphen."
  }
}

variable "tags" {
  description = "Tags on everything, beside Application, Name and ManagedBy."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "vpc_cidr" {
  description = "Network of the VPC, /16 to /24; its first sixteenth is the public subnet."
  type        = string
  default     = "10.42.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 24, false)
    error_message = "vpc_cidr must be an IPv4 network from /16 to /24."
  }
}

variable "instance_type" {
  description = "EC2 instance type, x86-64 or Graviton; the architecture follows from it."
  type        = string
  default     = "t3.small"
  nullable    = false

  validation {
    condition     = can(regex("^(t3a?|t4g|[cmr][5-8](a|i|g)?(d|n|dn)?)\\.(micro|small|medium|large|[0-9]*xlarge)$", var.instance_type))
    error_message = "instance_type must be of the families t3, t3a, t4g, c5 to c8, m5 to m8 or r5 to r8, at least micro, such as t3.small or t4g.small."
  }
}

variable "api_port" {
  description = "TCP port of the API."
  type        = number
  default     = 8000
  nullable    = false

  validation {
    condition     = var.api_port >= 1024 && var.api_port <= 65535 && floor(var.api_port) == var.api_port
    error_message = "api_port must be a whole number from 1024 to 65535: the service runs without the right to open a lower one."
  }
}

variable "run_as" {
  description = "How the service runs: \"binary\" under systemd, or \"container\" by podman under systemd."
  type        = string
  default     = "binary"
  nullable    = false

  validation {
    condition     = contains(["binary", "container"], var.run_as)
    error_message = "run_as must be \"binary\" or \"container\"."
  }
}

variable "repository" {
  description = "owner/name on GitHub, where the release or the image (ghcr.io) is fetched from. Not needed with release_archive."
  type        = string
  default     = null

  validation {
    condition     = var.repository == null || can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be owner/name."
  }
  validation {
    condition     = var.repository != null || var.run_as == "binary" && var.release_archive != null
    error_message = "repository is missing: expected it, or release_archive with run_as = \"binary\"."
  }
}

variable "release" {
  description = "Version to run, without the v, such as 0.1.0. Not needed with release_archive."
  type        = string
  default     = null

  validation {
    condition     = var.release == null || can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$", var.release))
    error_message = "release must be a version such as 0.1.0, without the v."
  }
  validation {
    condition     = var.release != null || var.run_as == "binary" && var.release_archive != null
    error_message = "release is missing: expected it, or release_archive with run_as = \"binary\"."
  }
}

variable "release_sha256" {
  description = "SHA-256 of the archive for the instance's architecture. Without it the release's SHA256SUMS is believed."
  type        = string
  default     = null

  validation {
    condition     = var.release_sha256 == null || can(regex("^[0-9a-f]{64}$", var.release_sha256))
    error_message = "release_sha256 must be 64 hexadecimal digits in small letters."
  }
}

variable "image_digest" {
  description = "Digest of the container image, sha256:..., for run_as = \"container\". Without it the tag of the version is believed."
  type        = string
  default     = null

  validation {
    condition     = var.image_digest == null || can(regex("^sha256:[0-9a-f]{64}$", var.image_digest))
    error_message = "image_digest must be sha256: and 64 hexadecimal digits in small letters."
  }
}

variable "release_archive" {
  description = "Path of a release archive (.tar.gz) on this machine; it is put into the bucket and installed from there instead of from GitHub."
  type        = string
  default     = null

  validation {
    condition     = var.release_archive == null || can(regex("^taxi-.*-(x86_64|aarch64)-unknown-linux-gnu\\.tar\\.gz$", basename(var.release_archive)))
    error_message = "release_archive must be named taxi-VERSION-x86_64-unknown-linux-gnu.tar.gz, or aarch64."
  }
}

variable "model_file" {
  description = "Path of a model file on this machine; it is put into the bucket as models/model.taxi. Without it put one there yourself, at any time."
  type        = string
  default     = null
}

variable "demo_model" {
  description = "Serve a model of the synthetic city, made at the first boot, as long as the bucket holds no model."
  type        = bool
  default     = true
  nullable    = false
}

variable "data_volume_gb" {
  description = "Size in GB of the encrypted volume of the prediction log; it outlives the instance."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.data_volume_gb >= 1 && var.data_volume_gb <= 16384 && floor(var.data_volume_gb) == var.data_volume_gb
    error_message = "data_volume_gb must be a whole number from 1 to 16384."
  }
}

variable "kms_key_arn" {
  description = "ARN of a KMS key for the bucket and the volumes. Without it the bucket has SSE-S3 and the volumes the account's EBS key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "force_destroy" {
  description = "Let terraform destroy delete a bucket that still holds objects."
  type        = bool
  default     = false
  nullable    = false
}
