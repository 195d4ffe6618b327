SELECT name FROM facebook_test.feed_migrations
