SELECT *
FROM facebook_test.products
WHERE user_sub = %(user_sub)s
