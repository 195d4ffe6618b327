-- Which migrations this database has had. Each runs once, in its own transaction.
CREATE SCHEMA IF NOT EXISTS facebook_test;

CREATE TABLE IF NOT EXISTS facebook_test.feed_migrations (
    name text PRIMARY KEY,
    done_at timestamptz NOT NULL DEFAULT now()
);
