SELECT
    id,
    outfeed_id,
    coalesce(jsonb_path_query_array(issues, '$[*] ? (@.stage == "drawing")'), '[]')::text AS issues
FROM facebook_test.generated_feeds
WHERE user_sub = %(user_sub)s AND fingerprint = %(fingerprint)s AND status = 'GENERATED'
LIMIT 1
