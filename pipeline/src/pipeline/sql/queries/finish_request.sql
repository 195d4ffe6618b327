-- What is given up may be taken up again, and needs its template then.
UPDATE facebook_test.feed_requests
SET finished_at = clock_timestamp(),
    updated_at = clock_timestamp(),
    template_json = CASE WHEN %(reason)s::text IS NOT NULL THEN template_json END,
    fields = CASE WHEN %(reason)s::text IS NOT NULL THEN fields END,
    error_message = %(reason)s
WHERE id = %(feed_request_id)s
