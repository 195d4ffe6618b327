-- How far each feed is, the latest first. Which feeds there are is asked of the requests; only
-- rows of none, and those of a feed that is named, are looked for themselves.
WITH chosen AS (
    SELECT user_sub, outfeed_id
    FROM (
        SELECT user_sub, outfeed_id, updated_at
        FROM facebook_test.feed_requests
        WHERE finished_at IS NULL
            OR updated_at > clock_timestamp() - %(days)s * interval '1 day'
        UNION ALL
        SELECT user_sub::text, outfeed_id::text, updated_at
        FROM facebook_test.generated_feeds
        WHERE %(outfeed_id)s::text IS NOT NULL
            OR (
                feed_request_id IS NULL
                AND updated_at > clock_timestamp() - %(days)s * interval '1 day'
            )
    ) AS seen
    WHERE (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
        AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
    GROUP BY user_sub, outfeed_id
    ORDER BY max(updated_at) DESC
    LIMIT %(limit)s
)
SELECT chosen.user_sub, chosen.outfeed_id, counts.*, requests.*
FROM chosen
CROSS JOIN LATERAL (
    SELECT
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
    WHERE user_sub = chosen.user_sub AND outfeed_id::text = chosen.outfeed_id
) AS counts
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE finished_at IS NULL) AS unfinished_requests
    FROM facebook_test.feed_requests
    WHERE user_sub = chosen.user_sub AND outfeed_id = chosen.outfeed_id
) AS requests
