DELETE FROM facebook_test.feed_outbox
WHERE id IN (
    SELECT id
    FROM facebook_test.feed_outbox
    WHERE sent_at < clock_timestamp() - %(after)s * interval '1 second'
    LIMIT %(limit)s
)
