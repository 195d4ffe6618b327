-- Requests that have something left to do and that nobody has worked on for a while.
SELECT id, tries, finished_at IS NOT NULL AS finished
FROM facebook_test.feed_requests AS request
WHERE updated_at < clock_timestamp() - %(after)s * interval '1 second'
    AND (
        finished_at IS NULL
        OR EXISTS (
            SELECT FROM facebook_test.feed_outbox
            WHERE feed_request_id = request.id AND sent_at IS NULL
        )
    )
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
