LISTED_COLUMNS = "id, name"
