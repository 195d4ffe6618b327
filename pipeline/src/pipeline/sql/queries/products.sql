SELECT *
FROM facebook_test.products
WHERE user_sub = %(user_sub)s AND (%(after)s IS NULL OR id > %(after)s)
ORDER BY id
LIMIT %(limit)s
