SELECT status,
    attempt,
    deaths,
    coalesce(generated_json::text, 'null') <> 'null' AS has_design,
    extract(epoch FROM lease_until - clock_timestamp())::float AS lease_left
FROM facebook_test.generated_feeds
WHERE id = %(feed_id)s
