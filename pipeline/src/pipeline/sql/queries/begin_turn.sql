UPDATE facebook_test.feed_requests
SET tries = tries + 1, updated_at = clock_timestamp()
WHERE id = %(feed_request_id)s AND turn = %(turn)s
RETURNING id
