INSERT INTO facebook_test.feed_migrations (name) VALUES (%(migration)s)
