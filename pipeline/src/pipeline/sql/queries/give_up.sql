UPDATE facebook_test.generated_feeds
SET status = 'GENERATION_FAIL', error_message = %(reason)s, updated_at = clock_timestamp()
WHERE id::text = ANY(%(feed_ids)s) AND status = 'PROCESSED'
