SELECT template_json::text
FROM facebook_test.user_templates
WHERE id = %(template_id)s AND user_sub = %(user_sub)s
