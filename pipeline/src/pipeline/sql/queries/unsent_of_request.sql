SELECT id, payload::text
FROM facebook_test.feed_outbox
WHERE feed_request_id = %(feed_request_id)s AND sent_at IS NULL
ORDER BY id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
