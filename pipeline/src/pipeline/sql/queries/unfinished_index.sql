SELECT indexrelid FROM pg_index
WHERE indexrelid = to_regclass('facebook_test.' || %(index)s) AND NOT indisvalid
