# One bucket: models/ (what is served), releases/ (archives put there by release_archive) and data/ (yours).
resource "aws_s3_bucket" "data" {
  #checkov:skip=CKV_AWS_18:Access logs need a second bucket; CloudTrail data events do it better where they are wanted
  #checkov:skip=CKV_AWS_144:One region is enough for what can be trained again
  #checkov:skip=CKV2_AWS_62:Nothing listens for events; the instance looks for a new model each minute
  #checkov:skip=CKV_AWS_145:SSE-S3 unless kms_key_arn names a key
  bucket_prefix = "${var.name}-"
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_ownership_controls" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.data]
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "OnlyByTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.data.arn, "${aws_s3_bucket.data.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "data" {
  bucket = aws_s3_bucket.data.id
  policy = data.aws_iam_policy_document.bucket.json

  depends_on = [aws_s3_bucket_public_access_block.data]
}

resource "aws_s3_object" "release" {
  #checkov:skip=CKV_AWS_186:The bucket's own encryption applies
  count = var.release_archive == null ? 0 : 1

  bucket      = aws_s3_bucket.data.id
  key         = "releases/${basename(var.release_archive)}"
  source      = var.release_archive
  source_hash = filesha256(var.release_archive)

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.data, aws_s3_bucket_versioning.data]

  lifecycle {
    precondition {
      condition     = strcontains(var.release_archive, local.target)
      error_message = "release_archive is for another architecture than instance_type, expected one for ${local.target}."
    }
  }
}

resource "aws_s3_object" "model" {
  #checkov:skip=CKV_AWS_186:The bucket's own encryption applies
  count = var.model_file == null ? 0 : 1

  bucket      = aws_s3_bucket.data.id
  key         = local.model_key
  source      = var.model_file
  source_hash = filesha256(var.model_file)

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.data, aws_s3_bucket_versioning.data]
}
