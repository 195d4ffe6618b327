SELECT id, turn, user_template_id, outfeed_id
FROM facebook_test.feed_requests
WHERE user_sub = %(user_sub)s AND request_key = %(request_key)s
