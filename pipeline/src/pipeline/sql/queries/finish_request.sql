UPDATE facebook_test.feed_requests
SET finished_at = clock_timestamp(),
    updated_at = clock_timestamp(),
    template_json = NULL,
    fields = NULL,
    error_message = %(reason)s
WHERE id = %(feed_request_id)s
