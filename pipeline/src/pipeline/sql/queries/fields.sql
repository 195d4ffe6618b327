SELECT label_name, product_map, type
FROM facebook_test.fields
ORDER BY label_name, product_map
