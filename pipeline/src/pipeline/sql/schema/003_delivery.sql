-- What the delivery guarantees need; see docs/delivery.md.

-- attempt counts the claims of a row and fences them: a worker may finish only its own attempt.
-- lease_until is how long a claim holds; issues are what was drawn otherwise than asked;
-- fingerprint is what the picture depended on.
ALTER TABLE facebook_test.generated_feeds
    ADD COLUMN IF NOT EXISTS attempt integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS lease_until timestamptz,
    ADD COLUMN IF NOT EXISTS issues jsonb,
    ADD COLUMN IF NOT EXISTS fingerprint text;

-- Rows from before are not judged, only what is written from now on.
DO $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conname = 'generated_feeds_status'
            AND conrelid = 'facebook_test.generated_feeds'::regclass
    ) THEN
        ALTER TABLE facebook_test.generated_feeds
            ADD CONSTRAINT generated_feeds_status CHECK (
                status IS NOT NULL
                AND status IN ('PROCESSED', 'GENERATING', 'GENERATED', 'GENERATION_FAIL')
            ) NOT VALID;
    END IF;
END
$$;

-- PROCESSED -> GENERATING -> GENERATED, the way of a picture; back to PROCESSED when a worker
-- hands its row back or its lease is over; GENERATION_FAIL -> PROCESSED when someone retries.
CREATE OR REPLACE FUNCTION facebook_test.check_generated_feed() RETURNS trigger AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    IF NEW.status IS DISTINCT FROM OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('PROCESSED', 'GENERATING'),
        ('PROCESSED', 'GENERATION_FAIL'),
        ('GENERATING', 'PROCESSED'),
        ('GENERATING', 'GENERATED'),
        ('GENERATING', 'GENERATION_FAIL'),
        ('GENERATION_FAIL', 'PROCESSED')
    ) THEN
        RAISE EXCEPTION 'generated_feeds %: % does not become %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.attempt < OLD.attempt THEN
        RAISE EXCEPTION 'generated_feeds %: attempt % does not become %',
            OLD.id, OLD.attempt, NEW.attempt USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE OR REPLACE TRIGGER check_generated_feed
    BEFORE UPDATE ON facebook_test.generated_feeds
    FOR EACH ROW EXECUTE FUNCTION facebook_test.check_generated_feed();

-- One row per feed that a user asked for. The template and its fields are those of the first
-- moment, so that one feed is one design; they are dropped when the last product has its row.
CREATE TABLE IF NOT EXISTS facebook_test.feed_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_sub text NOT NULL,
    request_key text NOT NULL,
    user_template_id text NOT NULL,
    outfeed_id text NOT NULL,
    template_json text,
    fields json,
    after_product text,
    row_count bigint NOT NULL DEFAULT 0,
    turn integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    error_message text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    UNIQUE (user_sub, request_key)
);

-- Messages that are to be sent, written in the transaction that makes them necessary. Those of
-- a request are sent in its turns, the others at once.
CREATE TABLE IF NOT EXISTS facebook_test.feed_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed_request_id bigint REFERENCES facebook_test.feed_requests (id) ON DELETE CASCADE,
    user_sub text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
CREATE INDEX IF NOT EXISTS feed_outbox_unsent
    ON facebook_test.feed_outbox (feed_request_id, id) WHERE sent_at IS NULL;
CREATE INDEX IF NOT EXISTS feed_outbox_unsent_feed
    ON facebook_test.feed_outbox ((payload #>> '{data,generated_feed_id}'))
    WHERE sent_at IS NULL;
CREATE INDEX IF NOT EXISTS feed_outbox_sent
    ON facebook_test.feed_outbox (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS feed_outbox_request
    ON facebook_test.feed_outbox (feed_request_id) WHERE feed_request_id IS NOT NULL;
