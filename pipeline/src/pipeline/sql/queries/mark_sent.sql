UPDATE facebook_test.feed_outbox
SET sent_at = clock_timestamp()
WHERE id = ANY(%(ids)s)
