UPDATE facebook_test.generated_feeds
SET status = 'PROCESSED', lease_until = NULL
WHERE id = %(feed_id)s AND status = 'GENERATING' AND attempt = %(attempt)s
