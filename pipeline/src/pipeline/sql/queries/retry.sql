-- Failed rows get another try: ready again, with a message that asks for their pictures.
WITH chosen AS (
    SELECT id
    FROM facebook_test.generated_feeds
    WHERE status = 'GENERATION_FAIL'
        AND coalesce(generated_json::text, 'null') <> 'null'
        AND updated_at < %(before)s
        AND (%(outfeed_id)s::text IS NULL OR outfeed_id = %(outfeed_id)s)
        AND (%(user_sub)s::text IS NULL OR user_sub = %(user_sub)s)
        AND (%(feed_ids)s::text[] IS NULL OR id::text = ANY(%(feed_ids)s))
        AND (%(reason)s::text IS NULL OR strpos(lower(error_message), lower(%(reason)s)) > 0)
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), ready AS (
    UPDATE facebook_test.generated_feeds AS feed
    SET status = 'PROCESSED', deaths = 0, error_message = NULL, lease_until = NULL
    FROM chosen
    WHERE feed.id = chosen.id
    RETURNING feed.id, feed.user_sub
)
INSERT INTO facebook_test.feed_outbox (user_sub, payload)
SELECT
    user_sub,
    jsonb_build_object('type', 'generate', 'data', jsonb_build_object('generated_feed_id', id))
FROM ready
