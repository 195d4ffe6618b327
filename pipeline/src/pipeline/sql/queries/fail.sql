UPDATE facebook_test.generated_feeds
SET status = 'GENERATION_FAIL', error_message = %(reason)s, updated_at = clock_timestamp()
WHERE id = %(feed_id)s AND status = 'GENERATING'
