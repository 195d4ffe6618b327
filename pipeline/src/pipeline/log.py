"""The pipeline's log: one JSON object per line, without tokens and without designs."""

from aws_lambda_powertools import Logger

logger = Logger(service="feedloom-pipeline")
