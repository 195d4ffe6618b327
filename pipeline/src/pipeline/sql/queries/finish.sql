UPDATE facebook_test.generated_feeds
SET status = 'GENERATED',
    generated_img_url = %(url)s,
    error_message = NULL,
    updated_at = clock_timestamp()
WHERE id = %(feed_id)s AND status = 'GENERATING'
