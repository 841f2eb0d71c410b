output "api_url" {
  description = "Address of the API; its documentation is at /docs."
  value       = "http://${aws_eip.api.public_ip}:${var.api_port}"
}

output "bucket" {
  description = "Name of the bucket for models, releases and data."
  value       = aws_s3_bucket.data.id
}

output "model_uri" {
  description = "Where the instance looks for the model to serve, each minute."
  value       = "s3://${aws_s3_bucket.data.id}/${local.model_key}"
}

output "instance_id" {
  description = "ID of the instance."
  value       = aws_instance.api.id
}

output "session_command" {
  description = "Opens a shell on the instance by Session Manager."
  value       = "aws ssm start-session --region ${var.region} --target ${aws_instance.api.id}"
}
