-- A turn that something outside interrupted is no try that speaks against the request.
UPDATE facebook_test.feed_requests
SET tries = greatest(tries - 1, 0), updated_at = clock_timestamp()
WHERE id = %(feed_request_id)s AND turn = %(turn)s
