locals {
  is_arm       = can(regex("^(t4g|[cmr][5-8]g)", var.instance_type))
  target       = "${local.is_arm ? "aarch64" : "x86_64"}-unknown-linux-gnu"
  model_key    = "models/model.taxi"
  architecture = local.is_arm ? "arm64" : "amd64"
  image        = "ghcr.io/${lower(coalesce(var.repository, "none/none"))}${var.image_digest == null ? ":${coalesce(var.release, "none")}" : "@${var.image_digest}"}"

  # What the scripts below need to know; nothing of it is secret, for user data can be read on the instance.
  settings = {
    api_port      = var.api_port
    architecture  = local.architecture
    archive       = var.release_archive == null ? "taxi-${coalesce(var.release, "none")}-${local.target}.tar.gz" : basename(var.release_archive)
    bucket        = aws_s3_bucket.data.id
    demo_model    = var.demo_model
    image         = local.image
    model_key     = local.model_key
    region        = var.region
    release_url   = var.release_archive == null ? "https://github.com/${coalesce(var.repository, "none/none")}/releases/download/v${coalesce(var.release, "none")}" : ""
    run_as        = var.run_as
    tokens        = join(",", [for name, hash in var.token_hashes : "${name}:${hash}"])
    sha256        = var.release_archive == null ? coalesce(var.release_sha256, "none") : filesha256(var.release_archive)
    volume_device = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${replace(aws_ebs_volume.data.id, "-", "")}"
  }

  user_data = templatefile("${path.module}/user_data.sh.tftpl", {
    settings      = local.settings
    install       = file("${path.module}/boot/install.sh")
    model         = file("${path.module}/boot/taxi_model.sh")
    model_service = file("${path.module}/boot/taxi-model.service")
    model_timer   = file("${path.module}/boot/taxi-model.timer")
    service       = file(var.run_as == "binary" ? "${path.module}/../../packaging/taxi.service" : "${path.module}/boot/taxi-container.service")
  })
}

data "aws_ami" "debian" {
  owners      = ["136693071363"] # the Debian project
  most_recent = true

  filter {
    name   = "name"
    values = ["debian-12-${local.architecture}-*"]
  }

  filter {
    name   = "virtualization-type"
    values = ["hvm"]
  }
}

resource "aws_ebs_volume" "data" {
  availability_zone = aws_subnet.public.availability_zone
  size              = var.data_volume_gb
  type              = "gp3"
  encrypted         = true
  kms_key_id        = var.kms_key_arn
}

resource "aws_instance" "api" {
  #checkov:skip=CKV_AWS_88:It is there to be called from outside; the security group says by whom
  #checkov:skip=CKV_AWS_126:Detailed monitoring costs extra; the service has its own /metrics
  ami                         = data.aws_ami.debian.id
  instance_type               = var.instance_type
  subnet_id                   = aws_subnet.public.id
  vpc_security_group_ids      = [aws_security_group.api.id]
  iam_instance_profile        = aws_iam_instance_profile.instance.name
  ebs_optimized               = true
  user_data                   = local.user_data
  user_data_replace_on_change = true # a new release is a new instance; address and data volume stay

  # One hop: what runs in a container cannot reach the instance's credentials, and needs none.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 10
    encrypted   = true
    kms_key_id  = var.kms_key_arn
  }

  # The first boot fetches from the internet and from the bucket.
  depends_on = [
    aws_iam_role_policy.instance,
    aws_route_table_association.public,
    aws_s3_object.model,
    aws_s3_object.release,
    aws_vpc_security_group_egress_rule.web,
  ]

  lifecycle {
    ignore_changes = [ami] # a newer image of Debian does not replace a running instance by itself
  }
}

resource "aws_volume_attachment" "data" {
  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.data.id
  instance_id                    = aws_instance.api.id
  stop_instance_before_detaching = true
}

resource "aws_eip_association" "api" {
  allocation_id = aws_eip.api.id
  instance_id   = aws_instance.api.id
}
