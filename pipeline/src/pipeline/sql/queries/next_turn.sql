-- The next turn of a request that has one, as an entry of the outbox.
WITH turned AS (
    UPDATE facebook_test.feed_requests AS request
    SET turn = turn + 1, updated_at = clock_timestamp()
    WHERE id = %(feed_request_id)s
        AND turn = %(turn)s
        AND (
            finished_at IS NULL
            OR EXISTS (
                SELECT FROM facebook_test.feed_outbox
                WHERE feed_request_id = request.id AND sent_at IS NULL
            )
        )
    RETURNING id, user_sub, turn
)
INSERT INTO facebook_test.feed_outbox (user_sub, payload)
SELECT
    user_sub,
    jsonb_strip_nulls(
        jsonb_build_object(
            'type', 'continue',
            'data', jsonb_build_object('feed_request_id', id, 'turn', turn),
            'traceparent', %(traceparent)s::text
        )
    )
FROM turned
RETURNING id
