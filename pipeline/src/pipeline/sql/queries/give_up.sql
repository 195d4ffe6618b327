UPDATE facebook_test.generated_feeds
SET status = 'GENERATION_FAIL', error_message = %(reason)s, lease_until = NULL
WHERE id = %(feed_id)s
    AND status = 'GENERATING'
    AND lease_until < clock_timestamp()
    AND attempt >= %(attempts)s
