-- Entries of a request wait for its turns; the others are sent at once.
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float AS seconds
FROM facebook_test.feed_outbox
WHERE feed_request_id IS NULL AND sent_at IS NULL
