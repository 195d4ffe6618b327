-- deaths counts the attempts whose lease ran out: only those speak against a row. An attempt
-- that was handed back, because S3 was away for instance, says nothing about it.
ALTER TABLE facebook_test.generated_feeds
    ADD COLUMN IF NOT EXISTS deaths integer NOT NULL DEFAULT 0;

-- When a row's last message was sent, also where all are sent already.
CREATE INDEX IF NOT EXISTS feed_outbox_feed
    ON facebook_test.feed_outbox ((payload #>> '{data,generated_feed_id}'));
DROP INDEX IF EXISTS facebook_test.feed_outbox_unsent_feed;

-- The next entry of each user, of those that belong to no request.
CREATE INDEX IF NOT EXISTS feed_outbox_unsent_user
    ON facebook_test.feed_outbox (user_sub, id)
    WHERE feed_request_id IS NULL AND sent_at IS NULL;
