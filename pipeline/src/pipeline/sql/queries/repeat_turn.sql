-- Ask for a request's turn once more; whoever is second to take it finds it over.
WITH asked AS (
    UPDATE facebook_test.feed_requests
    SET updated_at = clock_timestamp()
    WHERE id = %(feed_request_id)s
    RETURNING id, user_sub, turn
)
INSERT INTO facebook_test.feed_outbox (user_sub, payload)
SELECT
    user_sub,
    jsonb_build_object(
        'type', 'continue', 'data', jsonb_build_object('feed_request_id', id, 'turn', turn)
    )
FROM asked
