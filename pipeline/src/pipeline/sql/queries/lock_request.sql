SELECT id, user_sub, user_template_id, outfeed_id, template_json, fields, after_product
FROM facebook_test.feed_requests
WHERE id = %(feed_request_id)s AND finished_at IS NULL
FOR UPDATE
