UPDATE facebook_test.feed_requests
SET after_product = coalesce(%(after)s, after_product),
    row_count = row_count + %(rows)s,
    tries = 0,
    updated_at = clock_timestamp()
WHERE id = %(feed_request_id)s
