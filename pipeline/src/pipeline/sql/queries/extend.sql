UPDATE facebook_test.generated_feeds
SET lease_until = clock_timestamp() + %(lease)s * interval '1 second'
WHERE id = %(feed_id)s AND status = 'GENERATING' AND attempt = %(attempt)s
