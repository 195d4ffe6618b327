UPDATE facebook_test.generated_feeds
SET status = 'GENERATED',
    generated_img_url = %(url)s,
    fingerprint = %(fingerprint)s,
    error_message = NULL,
    lease_until = NULL,
    issues = nullif(coalesce(issues, '[]') || %(issues)s::jsonb, '[]')
WHERE id = %(feed_id)s AND status = 'GENERATING' AND attempt = %(attempt)s
