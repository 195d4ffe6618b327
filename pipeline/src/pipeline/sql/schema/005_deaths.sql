-- deaths counts the attempts whose lease ran out: only those speak against a row. An attempt
-- that was handed back, because S3 was away for instance, says nothing about it.
ALTER TABLE facebook_test.generated_feeds
    ADD COLUMN IF NOT EXISTS deaths integer NOT NULL DEFAULT 0;

-- 006_outbox_indexes has one of all entries instead.
DROP INDEX IF EXISTS facebook_test.feed_outbox_unsent_feed;
