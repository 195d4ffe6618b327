UPDATE facebook_test.generated_feeds
SET status = 'GENERATION_FAIL',
    deaths = deaths + 1,
    error_message = %(reason)s,
    lease_until = NULL
WHERE id = %(feed_id)s
    AND status = 'GENERATING'
    AND lease_until < clock_timestamp()
    AND deaths + 1 >= %(deaths)s
