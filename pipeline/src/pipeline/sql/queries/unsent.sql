-- Those of no request, the users in turn: who has waited longest comes first, each with an equal
-- share. What another relay has locked does not count.
WITH RECURSIVE waiting AS (
    (
        SELECT user_sub, id
        FROM facebook_test.feed_outbox
        WHERE feed_request_id IS NULL AND sent_at IS NULL
        ORDER BY user_sub, id
        LIMIT 1
    )
    UNION ALL
    SELECT next_user.user_sub, next_user.id
    FROM waiting
    CROSS JOIN LATERAL (
        SELECT user_sub, id
        FROM facebook_test.feed_outbox
        WHERE feed_request_id IS NULL AND sent_at IS NULL AND user_sub > waiting.user_sub
        ORDER BY user_sub, id
        LIMIT 1
    ) AS next_user
)
SELECT entry.id, entry.payload::text
FROM (SELECT user_sub FROM waiting ORDER BY id) AS first_come
CROSS JOIN LATERAL (
    SELECT id, payload
    FROM facebook_test.feed_outbox
    WHERE feed_request_id IS NULL AND sent_at IS NULL AND user_sub = first_come.user_sub
    ORDER BY id
    LIMIT greatest(%(limit)s / (SELECT count(*) FROM waiting), 1)
    FOR UPDATE SKIP LOCKED
) AS entry
LIMIT %(limit)s
