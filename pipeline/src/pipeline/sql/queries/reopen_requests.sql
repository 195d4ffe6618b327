-- Requests that were given up go on where they stopped.
WITH reopened AS (
    UPDATE facebook_test.feed_requests
    SET finished_at = NULL, error_message = NULL, tries = 0, updated_at = clock_timestamp()
    WHERE id = ANY(%(ids)s)
        AND finished_at IS NOT NULL
        AND error_message IS NOT NULL
        AND template_json IS NOT NULL
    RETURNING id, user_sub, turn
)
INSERT INTO facebook_test.feed_outbox (user_sub, payload)
SELECT
    user_sub,
    jsonb_build_object(
        'type', 'continue', 'data', jsonb_build_object('feed_request_id', id, 'turn', turn)
    )
FROM reopened
