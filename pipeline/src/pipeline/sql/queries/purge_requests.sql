DELETE FROM facebook_test.feed_requests
WHERE id IN (
    SELECT id
    FROM facebook_test.feed_requests AS request
    WHERE finished_at < clock_timestamp() - %(after)s * interval '1 second'
        AND NOT EXISTS (
            SELECT FROM facebook_test.feed_outbox
            WHERE feed_request_id = request.id AND sent_at IS NULL
        )
    LIMIT %(limit)s
)
