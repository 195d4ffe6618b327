UPDATE facebook_test.generated_feeds
SET status = 'GENERATING',
    attempt = attempt + 1,
    deaths = deaths + (status = 'GENERATING')::integer,
    lease_until = clock_timestamp() + %(lease)s * interval '1 second'
WHERE id = %(feed_id)s
    AND generated_json::text <> 'null'
    AND (
        status = 'PROCESSED'
        OR (status = 'GENERATING' AND lease_until < clock_timestamp() AND deaths + 1 < %(deaths)s)
    )
RETURNING
    id,
    attempt,
    generated_json::text AS design,
    outfeed_id,
    user_sub,
    product_id,
    feed_request_id
