-- Those of no request, the users in turn.
SELECT id, payload::text
FROM facebook_test.feed_outbox
WHERE sent_at IS NULL AND id IN (
    SELECT id
    FROM (
        SELECT id, row_number() OVER (PARTITION BY user_sub ORDER BY id) AS place
        FROM facebook_test.feed_outbox
        WHERE feed_request_id IS NULL AND sent_at IS NULL
    ) AS queued
    ORDER BY place, id
    LIMIT %(limit)s
)
ORDER BY id
FOR UPDATE SKIP LOCKED
