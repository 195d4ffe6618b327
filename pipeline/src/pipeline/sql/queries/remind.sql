-- Rows that wait although nothing is on its way to them any more: for a while when nothing waits
-- on the queue, and else when the last message for them is so old that it must be lost.
WITH forgotten AS (
    SELECT id
    FROM facebook_test.generated_feeds AS feed
    WHERE status = 'PROCESSED'
        AND updated_at < clock_timestamp() - %(after)s * interval '1 second'
        AND coalesce(generated_json::text, 'null') <> 'null'
        AND NOT EXISTS (
            SELECT FROM facebook_test.feed_outbox
            WHERE payload #>> '{data,generated_feed_id}' = feed.id::text
                AND (sent_at IS NULL OR sent_at > clock_timestamp() - %(sent)s * interval '1 second')
        )
    ORDER BY updated_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), touched AS (
    UPDATE facebook_test.generated_feeds AS feed
    SET updated_at = clock_timestamp()
    FROM forgotten
    WHERE feed.id = forgotten.id
    RETURNING feed.id, feed.user_sub
)
INSERT INTO facebook_test.feed_outbox (user_sub, payload)
SELECT
    user_sub,
    jsonb_build_object('type', 'generate', 'data', jsonb_build_object('generated_feed_id', id))
FROM touched
RETURNING id
