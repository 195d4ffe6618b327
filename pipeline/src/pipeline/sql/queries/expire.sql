-- Rows whose lease is over: another try, or the end after the last. Rows that were GENERATING
-- before there were leases count from their last change.
WITH expired AS (
    SELECT id
    FROM facebook_test.generated_feeds
    WHERE status = 'GENERATING'
        AND coalesce(lease_until, updated_at + %(lease)s * interval '1 second') < clock_timestamp()
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), settled AS (
    UPDATE facebook_test.generated_feeds AS feed
    SET lease_until = NULL,
        deaths = deaths + 1,
        status = CASE WHEN deaths + 1 < %(deaths)s THEN 'PROCESSED' ELSE 'GENERATION_FAIL' END,
        error_message = CASE WHEN deaths + 1 < %(deaths)s THEN NULL ELSE %(reason)s END
    FROM expired
    WHERE feed.id = expired.id
    RETURNING feed.id, feed.user_sub, feed.status
), asked AS (
    INSERT INTO facebook_test.feed_outbox (user_sub, payload)
    SELECT
        user_sub,
        jsonb_build_object('type', 'generate', 'data', jsonb_build_object('generated_feed_id', id))
    FROM settled
    WHERE status = 'PROCESSED'
)
SELECT
    count(*) FILTER (WHERE status = 'PROCESSED') AS released,
    count(*) FILTER (WHERE status = 'GENERATION_FAIL') AS failed
FROM settled
