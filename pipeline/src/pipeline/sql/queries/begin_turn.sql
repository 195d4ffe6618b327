-- With how many other feeds of its user the feed shares the queue.
UPDATE facebook_test.feed_requests AS mine
SET tries = tries + 1, updated_at = clock_timestamp()
WHERE id = %(feed_request_id)s AND turn = %(turn)s
RETURNING (
    SELECT count(*)
    FROM facebook_test.feed_requests AS other
    WHERE other.user_sub = mine.user_sub
        AND other.id <> mine.id
        AND (
            finished_at IS NULL
            OR EXISTS (
                SELECT FROM facebook_test.feed_outbox
                WHERE feed_request_id = other.id AND sent_at IS NULL
            )
        )
) AS others
