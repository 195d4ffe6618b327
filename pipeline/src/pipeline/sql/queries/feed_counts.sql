-- How far each feed is, the latest first.
SELECT
    user_sub,
    outfeed_id::text AS outfeed_id,
    count(*) AS total,
    count(*) FILTER (WHERE status = 'PROCESSED') AS waiting,
    count(*) FILTER (WHERE status = 'GENERATING') AS drawing,
    count(*) FILTER (WHERE status = 'GENERATED') AS generated,
    count(*) FILTER (WHERE status = 'GENERATION_FAIL') AS failed,
    count(*) FILTER (
        WHERE status IN ('GENERATED', 'GENERATION_FAIL')
            AND updated_at > clock_timestamp() - interval '1 minute'
    ) AS last_minute,
    extract(
        epoch FROM clock_timestamp() - min(created_at) FILTER (
            WHERE status IN ('PROCESSED', 'GENERATING')
        )
    )::float AS oldest_seconds
FROM facebook_test.generated_feeds
WHERE (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
    AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
GROUP BY user_sub, outfeed_id
ORDER BY max(updated_at) DESC
LIMIT %(limit)s
